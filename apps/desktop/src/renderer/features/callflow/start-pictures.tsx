import { useQuery } from '@tanstack/react-query';
import { ok, type DestinationView, type DidId, type DidView, type FlowView } from '@synergycall/domain';
import { FailureState, SkeletonLines, formatNumber, t } from '@synergycall/ui';
import { IconDialpad, IconPhoneIncoming } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { NumberText } from '../did/number-text.tsx';
import { useDidActs } from '../did/use-did-acts.ts';
import { useMay } from '../session/session.ts';
import { PendingTag } from '../user/columns.tsx';
import { ExitPill } from './exit-pill.tsx';
import { drawnFrom } from './flow-graph.ts';
import { FlowTree } from './flow-tree.tsx';
import { useFlowActs } from './use-flow-acts.ts';

interface Props {
  flows: ReadonlyMap<string, FlowView>;
  onOpen: (flow: FlowView) => void;
}

/** What becomes of calls to a public number. */
export function NumberPicture({ id, ...rest }: Props & { id: DidId }) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const query = useQuery(trpc.did.get.queryOptions({ tenantId: tenant.id, id }));
  const state = loadable(query);
  if (state.tag === 'failed') return <FailureState failure={state.failure} onRetry={() => void query.refetch()} />;
  if (state.tag === 'loading')
    return (
      <div className="d-loading">
        <SkeletonLines lines={4} />
      </div>
    );
  return <OfNumber did={state.value} {...rest} />;
}

function OfNumber({ did, flows, onOpen }: Props & { did: DidView }) {
  const tenant = useTenant();
  const acts = useDidActs(tenant.id);
  const may = useMay(tenant.id);
  const number = formatNumber(did.number);
  const target = did.target ?? tenant.defaultDestination;
  // A refusal is said by the act itself.
  const assign = async (to: DestinationView | null) => {
    await acts.assign([did], to);
    return ok(null);
  };
  return (
    <FlowTree
      tenantId={tenant.id}
      label={t('callflow.of', { start: number })}
      start={
        <Link className="d-stop d-stop-open d-stop-start" data-step href={routes.number(tenant.id, did.id)}>
          <StartWords icon={<IconDialpad size={16} stroke={1.6} aria-hidden />}>
            <NumberText number={did.number} />
            <PendingTag pending={did.pending} />
          </StartWords>
          {did.label === '' ? null : (
            <span className="d-stop-about" dir="auto">
              {did.label}
            </span>
          )}
        </Link>
      }
      startWay={
        <ExitPill
          tenantId={tenant.id}
          text={did.target === null ? t('callflow.byDefault') : t('callflow.leadsTo')}
          title={t('callflow.leadTo', { start: number })}
          of={number}
          target={did.target}
          nowhere={t('callflow.toDefault')}
          onLead={may('did.assign') ? assign : undefined}
        />
      }
      drawn={target && drawnFrom(target, flows)}
      nothing={t('callflow.start.nowhere')}
      onOpen={onOpen}
    />
  );
}

/** What becomes of calls to numbers without a destination. */
export function DefaultPicture({ flows, onOpen }: Props) {
  const tenant = useTenant();
  const acts = useFlowActs(tenant.id);
  const may = useMay(tenant.id);
  const target = tenant.defaultDestination;
  const name = t('callflow.start.default');
  return (
    <FlowTree
      tenantId={tenant.id}
      label={t('callflow.of', { start: name })}
      start={
        <div className="d-stop d-stop-still d-stop-start">
          <StartWords icon={<IconPhoneIncoming size={16} stroke={1.6} aria-hidden />}>{name}</StartWords>
          <span className="d-stop-about">{t('callflow.start.default.about')}</span>
        </div>
      }
      startWay={
        <ExitPill
          tenantId={tenant.id}
          text={t('callflow.leadsTo')}
          title={t('did.default.label')}
          of={name}
          target={target}
          nowhere={t('callflow.start.nowhere')}
          onLead={may('tenant.update') ? (to) => acts.leadDefault(tenant, to) : undefined}
        />
      }
      drawn={target && drawnFrom(target, flows)}
      nothing={t('callflow.start.nowhere')}
      onOpen={onOpen}
    />
  );
}

/** What becomes of calls to a flow, by its extension if it has one. */
export function FlowPicture({ id, flows, onOpen }: Props & { id: string }) {
  const tenant = useTenant();
  const flow = flows.get(id);
  if (!flow) return <FailureState failure={{ code: 'flow.not-found', id }} />;
  const { name, extension, settings } = flow;
  const itself: DestinationView = {
    destination: { kind: 'flow', flowId: flow.id },
    name,
    detail: null,
    flowKind: settings.kind,
  };
  return (
    <FlowTree
      tenantId={tenant.id}
      label={t('callflow.of', { start: name })}
      {...(extension === null
        ? {}
        : {
            start: (
              <div className="d-stop d-stop-still d-stop-start">
                <StartWords icon={<IconDialpad size={16} stroke={1.6} aria-hidden />}>
                  {t('callflow.start.extension', { n: extension })}
                </StartWords>
              </div>
            ),
            startWay: <span className="d-way">{t('callflow.leadsTo')}</span>,
          })}
      drawn={drawnFrom(itself, flows)}
      nothing=""
      onOpen={onOpen}
    />
  );
}

const StartWords = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => (
  <span className="d-stop-name d-strong">
    {icon}
    {children}
  </span>
);
