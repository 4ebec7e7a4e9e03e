import { Button } from '@mantine/core';
import type { CreatedDevice, DeviceView, UserView } from '@synergycall/domain';
import { EmptyState, SidePanel, t } from '@synergycall/ui';
import { IconPhone, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../session/session.ts';
import { CredentialsView } from './credentials-view.tsx';
import { DeviceCard } from './device-card.tsx';
import { NewDevice } from './new-device.tsx';

/** A person's devices as cards, revoked ones out of sight until asked for. */
export function DeviceCards({ user, devices }: { user: UserView; devices: readonly DeviceView[] }) {
  const may = useMay(user.tenantId);
  const [isAdding, setAdding] = useState(false);
  const [made, setMade] = useState<CreatedDevice>();
  const [showRevoked, setShowRevoked] = useState(false);
  const current = devices.filter((d) => d.revokedAt === null);
  const revoked = devices.filter((d) => d.revokedAt !== null);
  const add =
    may('device.create') && user.status !== 'deleted' ? (
      <Button
        variant={current.length === 0 ? 'filled' : 'default'}
        leftSection={<IconPlus size={15} />}
        onClick={() => setAdding(true)}
      >
        {t('device.add')}
      </Button>
    ) : undefined;
  return (
    <>
      {current.length === 0 ? (
        <EmptyState icon={<IconPhone size={28} stroke={1.5} />} title={t('device.empty.title')} action={add}>
          {t('device.empty.text')}
        </EmptyState>
      ) : (
        <>
          <div className="d-cards">
            {current.map((d) => (
              <DeviceCard key={d.id} device={d} onSecret={setMade} />
            ))}
          </div>
          {add}
        </>
      )}
      {revoked.length === 0 ? null : (
        <div className="d-revoked">
          <Button
            variant="subtle"
            color="gray"
            size="xs"
            onClick={() => setShowRevoked(!showRevoked)}
            aria-expanded={showRevoked}
          >
            {showRevoked ? t('device.hideRevoked') : t('device.showRevoked', { n: revoked.length })}
          </Button>
          {showRevoked ? (
            <div className="d-cards">
              {revoked.map((d) => (
                <DeviceCard key={d.id} device={d} onSecret={setMade} />
              ))}
            </div>
          ) : null}
        </div>
      )}
      {isAdding ? (
        <NewDevice
          user={user}
          onClose={() => setAdding(false)}
          onCreated={(created) => {
            setAdding(false);
            setMade(created);
          }}
        />
      ) : null}
      {made === undefined ? null : (
        <SidePanel
          open
          title={t('credentials.title', { label: made.device.label })}
          onClose={() => setMade(undefined)}
          footer={
            <Button data-autofocus onClick={() => setMade(undefined)}>
              {t('credentials.done')}
            </Button>
          }
        >
          <CredentialsView credentials={made.credentials} label={made.device.label} />
        </SidePanel>
      )}
    </>
  );
}
