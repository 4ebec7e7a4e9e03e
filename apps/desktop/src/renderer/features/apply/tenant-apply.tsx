import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { DriftItem, JobView, PendingView } from '@synergycall/domain';
import { Note, t, toastDone } from '@synergycall/ui';
import { IconPencilExclamation } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useWindow } from '../../frame/window-state.ts';
import { useMay } from '../session/session.ts';
import { ApplyButton } from './apply-button.tsx';
import { useFreeze } from './freeze-note.tsx';
import type { Order } from './schedule-dialog.tsx';
import { waitsFor } from './schedule-words.ts';

const MODES = ['now', 'after', 'at', 'quiet'] as const;
const LATER = ['after', 'at', 'quiet'] as const;

/** Starts or schedules an apply of the tenant; the bar follows what began, and lists what waits. */
function useStart() {
  const client = useTRPCClient();
  const tenant = useTenant();
  const refresh = useRefresh();
  const watchJob = useWindow((s) => s.watchJob);
  return async (order: Order) => {
    const result = await outcome<JobView>(client.applies.start.mutate({ tenantId: tenant.id, ...order }));
    refresh();
    if (!result.ok) return result;
    if (result.value.status === 'PENDING') toastDone(t('apply.scheduled'), waitsFor(result.value.schedule));
    else watchJob(result.value.id);
    return result;
  };
}

/** The button that applies the tenant's pending changes, with everything that has to be known before. */
export function TenantApply(props: {
  pending: PendingView | undefined;
  /** After one that did not become live. */
  again?: boolean;
  /** While one is in progress. */
  later?: boolean;
  /** Something else is to be done first. */
  quiet?: boolean;
}) {
  const { pending, again, later, quiet } = props;
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const start = useStart();
  const freeze = useFreeze(tenant.id, pending?.frozenUntil ?? null);
  if (!may('apply.start')) return null;
  return (
    <ApplyButton
      label={t(later ? 'apply.later' : again ? 'apply.again' : 'apply.apply')}
      name={t(later ? 'apply.laterTo' : again ? 'apply.againTo' : 'apply.applyTo', { tenant: tenant.name })}
      variant={later || quiet ? 'default' : 'filled'}
      start={start}
      modes={later ? LATER : MODES}
      zone={{ tenant: tenant.timezone, name: tenant.name }}
      freeze={freeze}
      mayIgnoreFreeze={may('apply.override-freeze')}
      {...(pending !== undefined && pending.driftCount > 0 ? { warning: <EditedByHand pending={pending} /> } : {})}
    />
  );
}

const MOST_NAMED = 5;

/** What was edited by hand since the last apply, and the way to look at it. Nothing is applied over it unseen. */
export function EditedByHand({ pending, found }: { pending: PendingView; found?: readonly DriftItem[] | undefined }) {
  const trpc = useTRPC();
  const tenant = useTenant();
  // `found` is newer: it was looked at for this very page.
  const isAsked = found === undefined && pending.driftCount > 0;
  const query = useQuery(trpc.drift.get.queryOptions({ tenantId: tenant.id }, { enabled: isAsked }));
  const items: readonly DriftItem[] = found ?? query.data?.items ?? [];
  const count = found === undefined ? pending.driftCount : items.length;
  if (count === 0) return null;
  return (
    <Note
      tone="pending"
      icon={<IconPencilExclamation size={16} stroke={1.75} />}
      title={t('apply.edited', { n: count })}
    >
      {items.length === 0 ? null : (
        <ul className="d-edited">
          {items.slice(0, MOST_NAMED).map((item) => (
            <li key={item.key}>
              {t(`apply.edited.${item.store}`)} <span className="sc-mono">{item.name}</span>
              {item.object === null ? null : <bdi> ({item.object.name})</bdi>}
            </li>
          ))}
          {items.length > MOST_NAMED ? <li>{t('apply.more', { n: items.length - MOST_NAMED })}</li> : null}
        </ul>
      )}
      {t('apply.edited.about')}{' '}
      <Anchor component={Link} href={routes.drift(tenant.id)} underline="always">
        {t('apply.edited.look')}
      </Anchor>
    </Note>
  );
}
