import { Note, t } from '@synergycall/ui';
import { useQuery } from '@tanstack/react-query';
import type { TenantId } from '@synergycall/domain';
import { IconSnowflake } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTRPC } from '../../agent/client.tsx';
import { formatWhen } from './schedule-words.ts';

/** What holds now. `reason` undefined: it is not known (yet). */
export interface Freeze {
  readonly until: string;
  readonly reason: string | undefined;
}

/** The freeze that a tenant's pending view tells of, with its reason. */
export function useFreeze(tenantId: TenantId, frozenUntil: string | null): Freeze | null {
  const trpc = useTRPC();
  const query = useQuery(trpc.freeze.list.queryOptions({ tenantId }, { enabled: frozenUntil !== null }));
  if (frozenUntil === null) return null;
  return { until: frozenUntil, reason: query.data?.rows.find((each) => each.active)?.reason };
}

export const frozenText = ({ until, reason }: Freeze): string =>
  reason === undefined
    ? t('apply.frozen.until', { until: formatWhen(until) })
    : t('apply.frozen', { until: formatWhen(until), reason });

/** Says that nothing is applied now, until when and why. */
export function FrozenNote({ freeze, children }: { freeze: Freeze; children?: ReactNode }) {
  return (
    <Note tone="info" icon={<IconSnowflake size={16} stroke={1.75} />} title={frozenText(freeze)}>
      {children ?? t('apply.frozen.about')}
    </Note>
  );
}
