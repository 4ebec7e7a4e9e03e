import { keyOfExit, type DestinationView, type FlowView, type TenantId } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import type { KeyboardEvent, ReactNode } from 'react';
import { useMay } from '../session/session.ts';
import { ExitPill } from './exit-pill.tsx';
import { AgainCard, EndCard, FlowCard, LeafCard } from './flow-card.tsx';
import type { Drawn, Way } from './flow-graph.ts';
import { endText, labelOfWay, wayText, wayTitle } from './exit-words.ts';
import { useFlowActs, type FlowActs } from './use-flow-acts.ts';
import { KeyWay } from './key-way.tsx';

interface Around {
  tenantId: TenantId;
  acts: FlowActs;
  mayLead: boolean;
  onOpen: (flow: FlowView) => void;
}

/**
 * The way of a call as nested lists, which screen readers walk as what they are, drawn as cards and lines: to the right
 * where there is room, downwards where there is not. Arrow keys go from card to card.
 */
export function FlowTree(props: {
  tenantId: TenantId;
  label: string;
  /** Where calls come from: a number, an extension; absent: the first step is the beginning. */
  start?: ReactNode;
  /** The way from there to the first step. */
  startWay?: ReactNode;
  drawn: Drawn | null;
  /** What is said where there is no first step. */
  nothing: string;
  onOpen: (flow: FlowView) => void;
}) {
  const { tenantId, drawn, onOpen } = props;
  const acts = useFlowActs(tenantId);
  const mayLead = useMay(tenantId)('flow.update');
  const around = { tenantId, acts, mayLead, onOpen };
  const first = drawn ? <Step drawn={drawn} around={around} /> : <EndCard isWarning>{props.nothing}</EndCard>;
  return (
    <div className="d-tree-canvas">
      <ul className="d-tree" aria-label={props.label} onKeyDown={walk}>
        {props.start === undefined ? (
          <li className="d-node">{first}</li>
        ) : (
          <li className="d-node">
            {props.start}
            <ul>
              <li className="d-node">
                <div className="d-edge">{props.startWay}</div>
                {first}
              </li>
            </ul>
          </li>
        )}
      </ul>
    </div>
  );
}

function Step({ drawn, around }: { drawn: Drawn; around: Around }) {
  switch (drawn.tag) {
    case 'flow':
      return (
        <>
          <FlowCard flow={drawn.flow} onOpen={() => around.onOpen(drawn.flow)} />
          {drawn.ways.length === 0 ? null : (
            <ul aria-label={t('callflow.waysOf', { name: drawn.flow.name })}>
              {drawn.ways.map((way) => (
                <WayOn key={way.exit} way={way} around={around} />
              ))}
            </ul>
          )}
        </>
      );
    case 'again':
      return <AgainCard flow={drawn.flow} />;
    case 'leaf':
      return <LeafCard tenantId={around.tenantId} target={drawn.target} />;
    case 'end':
      return <EndCard goesOn={drawn.exit === 'holiday'}>{endText(drawn.exit)}</EndCard>;
  }
}

function WayOn({ way, around }: { way: Way; around: Around }) {
  const { flow, exit } = way;
  const key = keyOfExit(exit);
  const target: DestinationView | null = flow.exits[exit] ?? null;
  return (
    <li className="d-node">
      <div className="d-edge">
        <ExitPill
          tenantId={around.tenantId}
          text={wayText(flow.settings, exit)}
          words={key === undefined ? undefined : <KeyWay of={key} label={labelOfWay(flow.settings, exit)} />}
          title={wayTitle(flow.settings, exit)}
          of={flow.name}
          target={target}
          nowhere={endText(exit)}
          // A key may lead back, also to its own menu.
          {...(key === undefined ? { except: flow.id } : {})}
          onLead={around.mayLead ? (to) => around.acts.lead(flow, exit, to) : undefined}
        />
      </div>
      <Step drawn={way.to} around={around} />
    </li>
  );
}

/** Right to the first step after, left to the one before, up and down through them as they stand. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const here = event.target;
  if (!(here instanceof HTMLElement) || here.dataset['step'] === undefined) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-step]')];
  const moves: Readonly<Record<string, () => HTMLElement | null | undefined>> = {
    ArrowRight: () => here.closest('li')?.querySelector<HTMLElement>(':scope > ul [data-step]'),
    ArrowLeft: () => here.closest('li')?.parentElement?.closest('li')?.querySelector<HTMLElement>('[data-step]'),
    ArrowDown: () => all[all.indexOf(here) + 1],
    ArrowUp: () => all[all.indexOf(here) - 1],
  };
  const next = moves[event.key]?.();
  if (!next) return;
  event.preventDefault();
  next.focus();
}
