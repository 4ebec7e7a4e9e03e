import type { LocationView } from '@synergycall/domain';
import { Tag, formatNumber, t, type Column } from '@synergycall/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
import { PendingTag } from '../user/columns.tsx';
import { inOneLine } from './location-values.ts';

const NARROW = 620;

/** As many columns as fit; 0: the width is not known yet. */
export function locationColumns(width: number): readonly Column<LocationView>[] {
  const columns: readonly Column<LocationView>[] = [
    {
      id: 'name',
      header: t('location.col.name'),
      width: 'minmax(190px, 1.6fr)',
      cell: ({ name, isDefault, pending }) => (
        <span className="d-row">
          <span className="sc-truncate d-strong" dir="auto" title={name}>
            {name}
          </span>
          {isDefault ? <Tag>{t('location.default')}</Tag> : null}
          <PendingTag pending={pending} />
        </span>
      ),
    },
    {
      id: 'address',
      header: t('location.col.address'),
      width: 'minmax(140px, 2fr)',
      cell: ({ address }) =>
        address === '' ? (
          <span className="d-nowhere" title={t('location.noAddress.why')}>
            <IconAlertTriangle size={14} stroke={1.75} aria-hidden /> {t('location.noAddress')}
          </span>
        ) : (
          <span className="sc-truncate" dir="auto" title={inOneLine(address)}>
            {inOneLine(address)}
          </span>
        ),
    },
    {
      id: 'shown',
      header: t('location.col.shown'),
      width: 'minmax(150px, 1fr)',
      cell: ({ callerId }) =>
        callerId === null ? (
          <span className="sc-dim sc-truncate">{t('location.noNumber.short')}</span>
        ) : (
          <bdi dir="ltr">{formatNumber(callerId)}</bdi>
        ),
    },
    { id: 'phones', header: t('location.col.phones'), width: '70px', align: 'end', cell: (each) => each.deviceCount },
    {
      id: 'told',
      header: t('location.col.told'),
      width: '124px',
      cell: ({ notifyEmails, notifyUserIds }) => {
        const n = notifyEmails.length + notifyUserIds.length;
        return n === 0 ? (
          <span className="d-warn">{t('location.told.nobody')}</span>
        ) : (
          <span>{t('location.told', { n })}</span>
        );
      },
    },
  ];
  return width > 0 && width < NARROW ? columns.filter(({ id }) => id !== 'shown' && id !== 'phones') : columns;
}
