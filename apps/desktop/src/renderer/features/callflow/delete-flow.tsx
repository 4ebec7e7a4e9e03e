import type { DestinationView, FlowView } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { useState } from 'react';
import { AskInstead } from '../../frame/ask-instead.tsx';
import { DeleteDialog, InTheWay } from '../../frame/delete-dialog.tsx';
import { PickDestination } from '../did/pick-destination.tsx';
import { FlowUsesList, useFlowUses } from './flow-uses.tsx';
import { useFlowActs } from './use-flow-acts.ts';

/** Shows what leads to a call flow that is to be deleted, and asks where that should go. */
export function DeleteFlow({ flow, ...props }: { flow: FlowView; onClose: () => void; onDeleted: () => void }) {
  const acts = useFlowActs(flow.tenantId);
  const uses = useFlowUses(flow);
  const [choice, setChoice] = useState<'other' | 'none'>();
  const [target, setTarget] = useState<DestinationView | null>(null);
  const rows = uses.tag === 'ready' ? uses.value.rows : [];
  const policies = rows.filter(({ kind }) => kind === 'policy');
  const isAsked = rows.length > 0 && policies.length === 0;
  const isDecided = !isAsked || choice === 'none' || (choice === 'other' && target !== null);
  const to = choice === 'other' ? (target?.destination ?? null) : null;
  return (
    <DeleteDialog
      title={t('callflow.delete.title', { name: flow.name })}
      act={() => acts.remove(flow, isAsked ? to : undefined)}
      blocked={uses.tag !== 'ready' || policies.length > 0 || !isDecided}
      picks
      onClose={props.onClose}
      onDeleted={props.onDeleted}
    >
      <p className="d-lead">
        {flow.extension === null ? t('callflow.delete.text') : t('callflow.delete.extension', { n: flow.extension })}
      </p>
      {policies.length > 0 ? (
        <InTheWay title={t('callflow.delete.policies', { n: policies.length, name: flow.name })}>
          {t('callflow.delete.policies.todo', { names: policies.map(({ name }) => name).join(', ') })}
        </InTheWay>
      ) : null}
      {policies.length === 0 && (isAsked || uses.tag !== 'ready') ? (
        <AskInstead
          lead={t('callflow.delete.leadsHere', { name: flow.name })}
          uses={<FlowUsesList flow={flow} uses={uses} />}
          isAsked={isAsked}
          question={t('did.leadsHere.ask')}
          choice={choice}
          onChoose={setChoice}
          other={t('callflow.delete.other')}
          picker={
            <PickDestination
              tenantId={flow.tenantId}
              label={t('callflow.delete.to')}
              hideLabel
              except={flow.id}
              value={target}
              onChange={setTarget}
              autoFocus
              quiet
            />
          }
          none={t('callflow.delete.nowhere')}
        />
      ) : null}
    </DeleteDialog>
  );
}
