import { Anchor, Button } from '@mantine/core';
import { destinationId, type DestinationView, type DidView } from '@synergycall/domain';
import { Facts, RelativeTime, t } from '@synergycall/ui';
import { useState } from 'react';
import { Link } from 'wouter';
import { routes } from '../../frame/routes.ts';
import { ActButton } from '../history/act-button.tsx';
import { useMay } from '../session/session.ts';
import { DidState, formatDay } from './did-columns.tsx';
import { DidHistory } from './did-history.tsx';
import { LabelField } from './label-field.tsx';
import { LeadsTo } from './leads-to.tsx';
import { CopyNumber, NumberText } from './number-text.tsx';
import { PeekFrame } from './peek-frame.tsx';
import { PickDestination } from './pick-destination.tsx';
import type { DidActs } from './use-did-acts.ts';

/** Everything of one number beside the list: where it leads, what it is called, what became of it. */
export function DidPeek(props: {
  did: DidView;
  fallback: DestinationView | null;
  acts: DidActs;
  /** The field for the person has the focus. */
  focusAssign: boolean;
  onReturn: () => void;
  onClose: () => void;
}) {
  const { did, acts } = props;
  const may = useMay(did.tenantId);
  // A new field after each choice: it asks for the next person, and does not keep the last one's name.
  const [round, setRound] = useState(0);
  const assign = async (target: DestinationView | null) => {
    setRound(round + 1);
    await acts.assign([did], target);
  };
  if (did.tenantId === null) return null;
  return (
    <PeekFrame
      name={did.number}
      onClose={props.onClose}
      header={
        <>
          <h2 className="d-peek-title d-row">
            <NumberText number={did.number} />
            <CopyNumber number={did.number} />
          </h2>
          <DidState did={did} />
        </>
      }
      footer={
        may('did.return') ? (
          <ActButton
            variant="default"
            fullWidth
            whyNot={did.status === 'assigned' ? t('did.return.assigned') : undefined}
            onClick={props.onReturn}
          >
            {t('did.return')}
          </ActButton>
        ) : undefined
      }
    >
      <h3 className="d-peek-sub d-peek-first">{t('did.col.leadsTo')}</h3>
      <div className="d-row d-leads">
        <span className="d-grow d-min0">
          <LeadsTo did={did} fallback={props.fallback} />
        </span>
        {did.target !== null && may('did.assign') ? (
          <Button variant="default" size="xs" onClick={() => void assign(null)}>
            {t('did.unassign')}
          </Button>
        ) : null}
      </div>
      {may('did.assign') ? (
        <PickDestination
          key={round}
          tenantId={did.tenantId}
          label={did.target === null ? t('did.assign.to') : t('did.assign.other')}
          value={null}
          autoFocus={props.focusAssign || round > 0}
          {...(did.target === null ? {} : { except: destinationId(did.target.destination) })}
          onChange={(target) => target && void assign(target)}
        />
      ) : null}
      {may('trace.read') ? (
        <Anchor
          component={Link}
          href={routes.trace(did.tenantId, 'number', did.number.slice(1))}
          className="d-trace-link"
          size="sm"
        >
          {t('trace.ofNumber')}
        </Anchor>
      ) : null}
      {may('did.update') ? <LabelField key={did.id} did={did} onSave={(label) => acts.relabel(did, label)} /> : null}
      <h3 className="d-peek-sub">{t('did.facts')}</h3>
      <Facts
        rows={[
          ...(may('did.update') ? [] : [[t('did.col.label'), did.label === '' ? '–' : did.label] as const]),
          [t('did.col.provider'), did.provider === '' ? '–' : did.provider],
          [t('did.col.portIn'), did.portInOn === null ? t('did.portIn.here') : formatDay(did.portInOn)],
          ...(did.note === '' ? [] : [[t('did.note'), did.note] as const]),
          [t('user.since'), <RelativeTime key="since" at={did.createdAt} />],
        ]}
      />
      {may('audit.read') ? <DidHistory tenantId={did.tenantId} id={did.id} /> : null}
    </PeekFrame>
  );
}
