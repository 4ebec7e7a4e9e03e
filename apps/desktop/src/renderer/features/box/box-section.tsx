import { useQuery } from '@tanstack/react-query';
import type { BoxView } from '@synergycall/domain';
import { Facts, FailureNote, Section, SkeletonLines, t } from '@synergycall/ui';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { useMay } from '../session/session.ts';
import { ApplyBox } from './apply-box.tsx';
import { BoxForm } from './box-form.tsx';

/** The host of all tenants: where phones reach it, what its emergency numbers are and who takes those calls. */
export function BoxSection() {
  const trpc = useTRPC();
  const may = useMay(null);
  const query = useQuery(trpc.box.get.queryOptions());
  const state = loadable(query);
  return (
    <Section title={t('settings.box')} about={t('box.about')}>
      {state.tag === 'loading' ? <SkeletonLines lines={6} /> : null}
      {state.tag === 'failed' ? <FailureNote failure={state.failure} onRetry={() => void query.refetch()} /> : null}
      {state.tag === 'ready' ? (
        <div className="d-form">
          <BoxFacts box={state.value} />
          {may('box.update') ? <BoxForm box={state.value} /> : null}
          {may('apply.start-all') ? <ApplyBox /> : null}
        </div>
      ) : null}
    </Section>
  );
}

function BoxFacts({ box }: { box: BoxView }) {
  const trpc = useTRPC();
  const status = useQuery(trpc.auth.status.queryOptions());
  return (
    <Facts
      rows={[
        [t('settings.box.agent'), status.data?.version ?? '…'],
        [t('settings.box.asterisk'), box.asteriskVersion ?? t('settings.box.noAsterisk')],
        [t('settings.box.realm'), box.realm],
        [t('settings.box.realtime'), box.realtime],
        [t('settings.box.signalling'), addresses(box.signalling)],
      ]}
    />
  );
}

function addresses(s: BoxView['signalling']): string {
  const ports = (['udp', 'tcp', 'tls', 'wss'] as const).flatMap((kind) =>
    s[kind] === null ? [] : [`${kind.toUpperCase()} ${s[kind]}`],
  );
  return `${s.address} (${ports.join(', ')})`;
}
