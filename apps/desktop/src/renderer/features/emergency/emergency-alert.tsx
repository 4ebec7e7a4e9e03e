import { ActionIcon, Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { RING_BACK_SECONDS, type EmergencyCallView, type TenantId } from '@synergycall/domain';
import { formatMoment, t, useNow } from '@synergycall/ui';
import { IconAlertTriangle, IconUrgent, IconX } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { Link } from 'wouter';
import { create } from 'zustand';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { useStream } from '../../agent/use-stream.ts';
import { routes } from '../../frame/routes.ts';
import { useMay } from '../session/session.ts';
import { personIn, wholePlaceIn } from './emergency-words.ts';

/** After a refusal, which the agent gives at once again. */
const AGAIN_MS = 10_000;

/** What was hidden, for as long as the window lives; a call that turns out to be lost shows again. */
const useHidden = create<{ keys: ReadonlySet<string> }>(() => ({ keys: new Set() }));
const keyOf = ({ id, unrouted }: EmergencyCallView): string => `${id} ${unrouted}`;

/** Listens for calls for help of the tenant, and says so above every page while one is recent. */
export function EmergencyAlert({ tenantId }: { tenantId: TenantId }) {
  const mayRead = useMay(tenantId)('emergency.read');
  const calls = useEmergencyFeed(tenantId, mayRead);
  return <div role="alert">{calls.length === 0 ? null : <Recent tenantId={tenantId} calls={calls} />}</div>;
}

function Recent({ tenantId, calls }: { tenantId: TenantId; calls: readonly EmergencyCallView[] }) {
  const hidden = useHidden((s) => s.keys);
  const now = useNow();
  const recent = calls.filter(
    (each) => now - Date.parse(each.at) < RING_BACK_SECONDS * 1000 && !hidden.has(keyOf(each)),
  );
  // A call that found no way out is the one to act on.
  const first = recent.find(({ unrouted }) => unrouted) ?? recent[0];
  if (!first) return null;
  const Sign = first.unrouted ? IconAlertTriangle : IconUrgent;
  return (
    <div className="d-emergency" data-lost={first.unrouted || undefined}>
      <Sign size={18} stroke={1.75} aria-hidden />
      <span className="d-grow d-min0">
        <strong>{t('emergency.alert.call', { name: personIn(first), number: first.number })}</strong>{' '}
        {first.locationName === ''
          ? t('emergency.alert.nowhere', { time: formatMoment(first.at) })
          : t('emergency.alert.at', { time: formatMoment(first.at), place: wholePlaceIn(first) })}{' '}
        {first.unrouted ? <strong>{t('emergency.alert.unrouted')}</strong> : null}{' '}
        {recent.length > 1 ? t('emergency.alert.more', { n: recent.length - 1 }) : ''}
      </span>
      <Button variant="default" size="xs" component={Link} href={routes.emergencyCall(tenantId, first.id)}>
        {t('emergency.alert.look')}
      </Button>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('emergency.alert.dismiss')}
        onClick={() => useHidden.setState({ keys: new Set([...hidden, ...recent.map(keyOf)]) })}
      >
        <IconX size={16} stroke={1.75} />
      </ActionIcon>
    </div>
  );
}

/** The newest calls, as the agent tells them; the page's list is asked for again with each. */
function useEmergencyFeed(tenantId: TenantId, mayRead: boolean): readonly EmergencyCallView[] {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [calls, setCalls] = useState<readonly EmergencyCallView[]>([]);
  const [listKey] = useState(() => trpc.emergency.list.pathKey());
  const open = useCallback(
    (broke: () => void) =>
      client.emergency.onChange.subscribe(
        { tenantId },
        {
          onData: (told) => {
            setCalls(told);
            void queryClient.invalidateQueries({ queryKey: listKey });
          },
          onError: broke,
        },
      ),
    [client, queryClient, listKey, tenantId],
  );
  useStream(mayRead ? open : undefined, AGAIN_MS);
  return calls;
}
