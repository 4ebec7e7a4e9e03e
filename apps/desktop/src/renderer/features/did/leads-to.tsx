import { personOf, type DestinationView, type DidView } from '@synergycall/domain';
import { formatNumber, t } from '@synergycall/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from 'wouter';
import { routes } from '../../frame/routes.ts';

/** "Ann Lee, 1001", as a way to the person; "Sales, 1200", "Opening hours, schedule" to their picture; "+1 202 555 0101, outside". */
export function DestinationLink({ tenantId, target }: { tenantId: string; target: DestinationView }) {
  const detail = detailOf(target);
  const words = (
    <>
      <bdi>{nameOf(target)}</bdi>
      {detail === null ? null : <span className="sc-dim">, {detail}</span>}
    </>
  );
  const person = personOf(target.destination);
  const href =
    person !== undefined
      ? routes.user(tenantId, person)
      : target.destination.kind === 'flow'
        ? routes.flow(tenantId, target.destination.flowId)
        : undefined;
  if (href === undefined) return words;
  return (
    <Link href={href} className="d-quiet-link" onClick={(event) => event.stopPropagation()}>
      {words}
    </Link>
  );
}

/** Whom or what it is, in an option. */
export function WhereTo({ target }: { target: DestinationView }) {
  return (
    <>
      <bdi className="sc-truncate">{nameOf(target)}</bdi>
      <span className="sc-dim">{detailOf(target)}</span>
    </>
  );
}

type Shown = Pick<DestinationView, 'destination' | 'name' | 'detail' | 'flowKind'>;
const nameOf = ({ destination, name }: Shown): string =>
  destination.kind === 'external' ? formatNumber(destination.number) : name;
/** The extension, or what it is. */
function detailOf({ destination, detail, flowKind }: Shown): string | null {
  if (destination.kind === 'external') return t('did.outside');
  if (destination.kind === 'voicemail')
    return detail === null ? t('did.voicemail') : t('did.voicemail.of', { extension: detail });
  return detail ?? (flowKind ? t(`flow.kind.${flowKind}`) : null);
}

/** The same in words alone. */
export function destinationText(target: Shown): string {
  const detail = detailOf(target);
  return detail === null ? nameOf(target) : t('apply.tell.with', { name: nameOf(target), detail });
}

/** Where a call to this number goes: to its own destination, to the tenant's default, or nowhere. */
export function LeadsTo({ did, fallback }: { did: DidView; fallback: DestinationView | null }) {
  if (did.tenantId === null) return <span className="sc-dim">–</span>;
  if (did.target) return <DestinationLink tenantId={did.tenantId} target={did.target} />;
  if (fallback)
    return (
      <span className="sc-dim" title={t('did.default.why')}>
        {t('did.default.in')} <bdi>{nameOf(fallback)}</bdi>
      </span>
    );
  return (
    <span className="d-nowhere" title={t('did.nowhere.why')}>
      <IconAlertTriangle size={14} stroke={1.75} aria-hidden /> {t('did.nowhere')}
    </span>
  );
}
