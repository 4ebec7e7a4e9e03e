import type { DestinationView, DidStatus, DidView } from '@synergycall/domain';
import { StateDot, t, type Column, type Tone } from '@synergycall/ui';
import { PendingTag } from '../user/columns.tsx';
import { LeadsTo } from './leads-to.tsx';
import { CopyNumber, NumberText } from './number-text.tsx';

const TONES: Readonly<Record<DidStatus, Tone>> = { free: 'off', allocated: 'off', assigned: 'live' };

export function DidState({ did }: { did: DidView }) {
  return (
    <span className="d-row d-did-state">
      <StateDot tone={TONES[did.status]} label={t(`did.status.${did.status}`)} />
      <PendingTag pending={did.pending} />
    </span>
  );
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
/** A calendar day, the same in every zone. */
export const formatDay = (date: string): string => day.format(new Date(`${date}T00:00:00Z`));

const number: Column<DidView> = {
  id: 'number',
  header: t('did.col.number'),
  width: 'minmax(184px, 1.1fr)',
  sortable: true,
  cell: (did) => (
    <span className="d-number-cell">
      <NumberText number={did.number} />
      <CopyNumber number={did.number} inRow />
    </span>
  ),
};
/** Words in their own direction, cut at their own end. */
function Words({ text, dim }: { text: string; dim?: boolean }) {
  return text === '' ? (
    <span className="sc-dim">–</span>
  ) : (
    <span className="d-row">
      <span className={dim ? 'sc-truncate sc-dim' : 'sc-truncate'} dir="auto" title={text}>
        {text}
      </span>
    </span>
  );
}
const label: Column<DidView> = {
  id: 'label',
  header: t('did.col.label'),
  width: 'minmax(120px, 1.2fr)',
  sortable: true,
  cell: (did) => <Words text={did.label} />,
};
const provider: Column<DidView> = {
  id: 'provider',
  header: t('did.col.provider'),
  width: 'minmax(100px, 0.8fr)',
  cell: (did) => <Words text={did.provider} dim />,
};
const status: Column<DidView> = {
  id: 'status',
  header: t('did.col.status'),
  width: 'minmax(180px, 0.9fr)',
  cell: (did) => <DidState did={did} />,
};
const portIn: Column<DidView> = {
  id: 'portIn',
  header: t('did.col.portIn'),
  width: '136px',
  cell: (did) => <span className="sc-dim">{did.portInOn === null ? '–' : formatDay(did.portInOn)}</span>,
};
const leadsTo = (fallbackOf: (did: DidView) => DestinationView | null): Column<DidView> => ({
  id: 'leadsTo',
  header: t('did.col.leadsTo'),
  width: 'minmax(150px, 1.6fr)',
  cell: (did) => <LeadsTo did={did} fallback={fallbackOf(did)} />,
});
const tenant: Column<DidView> = {
  id: 'tenant',
  header: t('did.col.tenant'),
  width: 'minmax(120px, 1.2fr)',
  cell: (did) => <Words text={did.tenantName ?? ''} />,
};

/** A tenant's numbers, as many columns as fit. */
export const numberColumns = (fallback: DestinationView | null, width: number): readonly Column<DidView>[] =>
  fitting([number, label, leadsTo(() => fallback), provider, status, portIn], width, [
    'portIn',
    'provider',
    'label',
    'status',
  ]);

/** The box's numbers, as many columns as fit. */
export const inventoryColumns = (
  fallbackOf: (did: DidView) => DestinationView | null,
  width: number,
): readonly Column<DidView>[] =>
  fitting([number, label, tenant, leadsTo(fallbackOf), provider, status, portIn], width, [
    'portIn',
    'label',
    'leadsTo',
    'provider',
    'status',
  ]);

/** Leaves columns out in this order until the rest fits beside the boxes; 0: the width is not known yet. */
function fitting(
  columns: readonly Column<DidView>[],
  width: number,
  spare: readonly string[],
): readonly Column<DidView>[] {
  const least = (rest: readonly Column<DidView>[]) =>
    rest.reduce((sum, column) => sum + Number(/(\d+)px/.exec(column.width)?.[1] ?? 0), 44);
  let rest = columns;
  for (const id of spare) {
    if (width === 0 || least(rest) <= width) return rest;
    rest = rest.filter((column) => column.id !== id);
  }
  return rest;
}
