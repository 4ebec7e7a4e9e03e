import { Button, Menu } from '@mantine/core';
import type { LocationView } from '@synergycall/domain';
import { Facts, RelativeTime, Tag, formatNumber, t } from '@synergycall/ui';
import { IconMapPin, IconTrash } from '@tabler/icons-react';
import { Link } from 'wouter';
import { routes } from '../../frame/routes.ts';
import { MoreMenu, PeekTitle } from '../../frame/peek-parts.tsx';
import { PeekFrame } from '../did/peek-frame.tsx';
import { useMay } from '../session/session.ts';
import { PendingTag } from '../user/columns.tsx';
import { useTold } from './told-people.tsx';

/** All of one location beside the list. */
export function LocationPeek(props: {
  location: LocationView;
  onEdit: () => void;
  onMakeDefault: () => void;
  onDelete: () => void;
  onClose: () => void;
}) {
  const { location } = props;
  const { tenantId, name, address, callerId, deviceCount, isDefault } = location;
  const may = useMay(tenantId);
  return (
    <PeekFrame
      name={name}
      isText
      onClose={props.onClose}
      header={
        <>
          <PeekTitle name={name} />
          <div className="d-row">
            {isDefault ? <Tag>{t('location.default')}</Tag> : null}
            <PendingTag pending={location.pending} />
          </div>
        </>
      }
      footer={
        may('location.update') ? (
          <div className="d-peek-acts">
            <Button variant="default" onClick={props.onEdit}>
              {t('location.edit')}
            </Button>
            <MoreMenu name={name}>
              {isDefault ? null : (
                <Menu.Item leftSection={<IconMapPin size={15} stroke={1.75} />} onClick={props.onMakeDefault}>
                  {t('location.makeDefault')}
                </Menu.Item>
              )}
              <Menu.Item color="red" leftSection={<IconTrash size={15} stroke={1.75} />} onClick={props.onDelete}>
                {t('location.delete')}
              </Menu.Item>
            </MoreMenu>
          </div>
        ) : undefined
      }
    >
      <Facts
        rows={[
          [t('location.address'), <Address key="address" address={address} />],
          [
            t('location.callerId'),
            callerId === null ? (
              <span className="sc-dim">{t('location.noNumber')}</span>
            ) : (
              <bdi dir="ltr">{formatNumber(callerId)}</bdi>
            ),
          ],
          [
            t('location.phones'),
            <>
              {deviceCount > 0 ? (
                <Link href={routes.devices(tenantId)} className="d-quiet-link">
                  {t('device.count', { n: deviceCount })}
                </Link>
              ) : isDefault ? null : (
                t('location.phones.none')
              )}
              {isDefault ? <span className="d-block">{t('location.phones.byDefault')}</span> : null}
            </>,
          ],
        ]}
      />
      <h3 className="d-peek-sub">{t('location.col.told')}</h3>
      <Told location={location} />
      <h3 className="d-peek-sub">{t('did.facts')}</h3>
      <Facts rows={[[t('user.since'), <RelativeTime key="since" at={location.createdAt} />]]} />
    </PeekFrame>
  );
}

export function Address({ address }: { address: string }) {
  if (address === '') return <span className="d-warn">{t('location.noAddress')}</span>;
  return (
    <span className="d-address" dir="auto">
      {address}
    </span>
  );
}

function Told({ location }: { location: LocationView }) {
  const told = useTold(location.tenantId, location.notifyUserIds);
  if (told.length + location.notifyEmails.length === 0)
    return <p className="d-warn d-lead">{t('location.told.nobody')}</p>;
  return (
    <ul className="d-plain-list">
      {told.map(({ id, user }) => (
        <li key={id}>
          {user ? (
            <>
              <Link href={routes.user(location.tenantId, id)} className="d-quiet-link">
                <bdi>{user.name}</bdi>
              </Link>
              {user.email === null ? <span className="d-warn d-block">{t('location.people.noEmail')}</span> : null}
            </>
          ) : (
            <span className="sc-dim">{user === null ? t('location.people.gone') : '…'}</span>
          )}
        </li>
      ))}
      {location.notifyEmails.map((address) => (
        <li key={address} className="d-anywhere">
          {address}
        </li>
      ))}
    </ul>
  );
}
