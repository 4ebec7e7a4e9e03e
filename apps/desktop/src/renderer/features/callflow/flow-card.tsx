import { Popover } from '@mantine/core';
import { personOf, type DestinationView, type FlowKind, type FlowView, type TenantId } from '@synergycall/domain';
import { Initials, t } from '@synergycall/ui';
import { IconArrowForwardUp, IconChevronDown, IconPhoneOff, IconPhoneOutgoing } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { routes } from '../../frame/routes.ts';
import { WhereTo } from '../did/leads-to.tsx';
import { NumberText } from '../did/number-text.tsx';
import { useMay } from '../session/session.ts';
import { PendingTag } from '../user/columns.tsx';
import { KindIcon } from './kind-icon.tsx';
import { aboutOf, kindOf } from './kinds.tsx';

/** A flow: what it is called, what it does, how it stands. Pressed, its editor opens. */
export function FlowCard({ flow, onOpen }: { flow: FlowView; onOpen: () => void }) {
  const { name, extension, settings } = flow;
  const about = aboutOf(flow);
  return (
    <div className="d-stop">
      <button type="button" className="d-stop-open" data-step data-flow={flow.id} onClick={onOpen}>
        <span className="d-stop-name">
          <KindIcon kind={settings.kind} />
          <span className="sc-truncate d-strong" dir="auto" title={name}>
            {name}
          </span>
          {extension === null ? null : <span className="sc-dim">{extension}</span>}
          <PendingTag pending={flow.pending} />
        </span>
        {about === '' ? null : <span className="d-stop-about">{about}</span>}
      </button>
      <Standing flow={flow} />
    </div>
  );
}

/** How it stands; who may, changes that at once. */
function Standing({ flow }: { flow: FlowView }) {
  const may = useMay(flow.tenantId);
  const { State, Now } = kindOf<FlowKind>(flow.settings.kind);
  if (!State) return null;
  if (!Now || !may('flow.override'))
    return (
      <div className="d-stop-state">
        <State flow={flow} />
      </div>
    );
  return (
    <Popover
      position="bottom-start"
      width={320}
      shadow="md"
      trapFocus
      returnFocus
      portalProps={{ target: '#content' }}
      floatingStrategy="fixed"
    >
      <Popover.Target>
        <button type="button" className="d-stop-state d-stop-set">
          <State flow={flow} />
          <span className="sc-visually-hidden">{t('callflow.now.set')}</span>
          <IconChevronDown size={12} stroke={2} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <Now flow={flow} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** A flow that is drawn elsewhere already: pressed, one is led there. */
export function AgainCard({ flow }: { flow: FlowView }) {
  return (
    <button
      type="button"
      className="d-stop d-stop-open d-stop-again"
      data-step
      onClick={() => {
        const there = document.querySelector<HTMLElement>(`[data-flow="${flow.id}"]`);
        there?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        there?.focus();
      }}
    >
      <span className="d-stop-name">
        <KindIcon kind={flow.settings.kind} />
        <span className="sc-truncate" dir="auto" title={flow.name}>
          {flow.name}
        </span>
      </span>
      <span className="d-stop-about">
        <IconArrowForwardUp size={13} stroke={1.75} aria-hidden /> {t('callflow.again')}
      </span>
    </button>
  );
}

/** A person or a number outside. People lead to their page. */
export function LeafCard({ tenantId, target }: { tenantId: TenantId; target: DestinationView }) {
  const { destination } = target;
  const person = personOf(destination);
  if (destination.kind === 'external')
    return (
      <div className="d-stop d-stop-still">
        <span className="d-stop-name">
          <IconPhoneOutgoing size={16} stroke={1.6} aria-hidden />
          <NumberText number={destination.number} />
        </span>
        <span className="d-stop-about">{t('did.outside')}</span>
      </div>
    );
  const words = (
    <span className="d-stop-name">
      {person === undefined ? <KindIcon kind={target.flowKind} /> : <Initials name={target.name} />}
      <WhereTo target={target} />
    </span>
  );
  if (person === undefined) return <div className="d-stop d-stop-still">{words}</div>;
  return (
    <Link className="d-stop d-stop-open" data-step href={routes.user(tenantId, person)}>
      {words}
    </Link>
  );
}

/** Where a call ends, or what is said instead of a step. */
export function EndCard(props: { children: ReactNode; isWarning?: boolean; goesOn?: boolean }) {
  const Icon = props.goesOn ? IconArrowForwardUp : IconPhoneOff;
  return (
    <div className="d-stop d-stop-end" data-warning={props.isWarning || undefined}>
      <Icon size={15} stroke={1.6} aria-hidden />
      <span>{props.children}</span>
    </div>
  );
}
