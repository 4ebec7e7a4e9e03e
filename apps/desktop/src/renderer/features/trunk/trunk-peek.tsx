import { Button, Menu } from '@mantine/core';
import type { TrunkView } from '@synergycall/domain';
import { Facts, Note, RelativeTime, t } from '@synergycall/ui';
import { IconLock, IconPhoneOutgoing, IconPower, IconTrash } from '@tabler/icons-react';
import { Link } from 'wouter';
import { routes } from '../../frame/routes.ts';
import { MoreMenu, PeekTitle } from '../../frame/peek-parts.tsx';
import { PeekFrame } from '../did/peek-frame.tsx';
import { useMay } from '../session/session.ts';
import { TrunkState, type LiveTrunks } from './trunk-columns.tsx';
import { TrunkFacts } from './trunk-facts.tsx';
import { TrunkHistory } from './trunk-history.tsx';
import { TrunkNow } from './trunk-now.tsx';
import { usePermission } from './trunk-permission.ts';

/** Everything of one trunk beside the list: how it stands and what to do, what it is made of, what became of it. */
export function TrunkPeek(props: {
  trunk: TrunkView;
  live: LiveTrunks;
  /** The page of all trunks: nothing of it is blank. */
  isAll: boolean;
  onEdit: () => void;
  onTest: () => void;
  onTurn: (enabled: boolean) => void;
  onDelete: () => void;
  onClose: () => void;
}) {
  const { trunk, isAll } = props;
  const permission = usePermission(trunk, isAll);
  const may = useMay(trunk.tenantId);
  return (
    <PeekFrame
      name={trunk.name}
      isText
      onClose={props.onClose}
      header={
        <>
          <PeekTitle name={trunk.name} />
          <TrunkState trunk={trunk} live={props.live} />
        </>
      }
      footer={
        permission.tag === 'change' ? (
          <div className="d-peek-acts">
            <Button variant="default" onClick={props.onEdit}>
              {t('trunk.edit')}
            </Button>
            <Button
              variant="default"
              leftSection={<IconPhoneOutgoing size={15} stroke={1.75} />}
              onClick={props.onTest}
            >
              {t('testCall.open')}
            </Button>
            <MoreMenu name={trunk.name}>
              <Menu.Item
                leftSection={<IconPower size={15} stroke={1.75} />}
                onClick={() => props.onTurn(!trunk.enabled)}
              >
                {trunk.enabled ? t('trunk.switchOff') : t('trunk.switchOn')}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item color="red" leftSection={<IconTrash size={15} stroke={1.75} />} onClick={props.onDelete}>
                {t('trunk.delete')}
              </Menu.Item>
            </MoreMenu>
          </div>
        ) : permission.tag === 'elsewhere' ? (
          <Button variant="default" fullWidth component={Link} href={routes.anyTrunk(trunk.id)}>
            {t('trunk.openAll')}
          </Button>
        ) : undefined
      }
    >
      {permission.tag === 'platform' ? (
        <div className="d-trunk-said">
          <Note tone="info" icon={<IconLock size={16} stroke={1.75} />} title={t('trunk.ofPlatform')}>
            {t(`trunk.ofPlatform.${permission.why}`)}
          </Note>
        </div>
      ) : null}
      <TrunkNow trunk={trunk} live={props.live.get(trunk.id)} />
      <h3 className="d-peek-sub">{t('trunk.usedBy')}</h3>
      <p className="d-lead">{usedBy(trunk)}</p>
      <TrunkFacts trunk={trunk} isBlanked={!isAll && trunk.tenantId === null} />
      <h3 className="d-peek-sub">{t('did.facts')}</h3>
      <Facts rows={[[t('user.since'), <RelativeTime key="since" at={trunk.createdAt} />]]} />
      {trunk.tenantId !== null && may('audit.read') ? <TrunkHistory tenantId={trunk.tenantId} id={trunk.id} /> : null}
    </PeekFrame>
  );
}

function usedBy({ enabled, tenantId, tenantName }: TrunkView): string {
  if (!enabled) return t('trunk.usedBy.off');
  return tenantId === null ? t('trunk.usedBy.all') : t('trunk.usedBy.one', { tenant: tenantName ?? tenantId });
}
