import { Button, Menu } from '@mantine/core';
import { EXITS, type AuditView, type FlowKind, type FlowView } from '@synergycall/domain';
import { Facts, t } from '@synergycall/ui';
import { IconRoute, IconTrash } from '@tabler/icons-react';
import { Link, useLocation } from 'wouter';
import { routes } from '../../frame/routes.ts';
import { MoreMenu, PeekTitle } from '../../frame/peek-parts.tsx';
import { ObjectHistory } from '../audit/object-history.tsx';
import { DestinationLink } from '../did/leads-to.tsx';
import { PeekFrame } from '../did/peek-frame.tsx';
import { useMay } from '../session/session.ts';
import { PendingTag } from '../user/columns.tsx';
import { FlowUsesList, useFlowUses } from './flow-uses.tsx';
import { endText, wayTitle } from './exit-words.ts';
import { waysOf } from './flow-graph.ts';
import { kindOf } from './kinds.tsx';

/** Everything of one call flow beside the list: how it stands, what it does, what leads there, what became of it. */
export function FlowPeek(props: { flow: FlowView; onEdit: () => void; onDelete: () => void; onClose: () => void }) {
  const { flow } = props;
  const may = useMay(flow.tenantId);
  const [, navigate] = useLocation();
  return (
    <PeekFrame
      name={flow.name}
      isText
      onClose={props.onClose}
      header={<FlowHeading flow={flow} />}
      footer={
        <div className="d-peek-acts">
          {may('flow.update') ? (
            <Button variant="default" onClick={props.onEdit}>
              {t('trunk.edit')}
            </Button>
          ) : (
            <Button
              variant="default"
              leftSection={<IconRoute size={15} stroke={1.6} />}
              component={Link}
              href={routes.flow(flow.tenantId, flow.id)}
            >
              {t('callflow.draw')}
            </Button>
          )}
          {may('flow.update') ? (
            <MoreMenu name={flow.name}>
              <Menu.Item
                leftSection={<IconRoute size={15} stroke={1.75} />}
                onClick={() => navigate(routes.flow(flow.tenantId, flow.id))}
              >
                {t('callflow.draw')}
              </Menu.Item>
              {may('flow.delete') ? (
                <>
                  <Menu.Divider />
                  <Menu.Item color="red" leftSection={<IconTrash size={15} stroke={1.75} />} onClick={props.onDelete}>
                    {t('callflow.delete')}
                  </Menu.Item>
                </>
              ) : null}
            </MoreMenu>
          ) : null}
        </div>
      }
    >
      <FlowDetails flow={flow} />
      {may('audit.read') ? (
        <ObjectHistory tenantId={flow.tenantId} id={flow.id} told={untold} empty={t('did.history.empty')} />
      ) : null}
    </PeekFrame>
  );
}

/** Settings and ways on are told by the preview, and the audit has them all. */
const untold = (_row: AuditView): string => '';

export function FlowHeading({ flow }: { flow: FlowView }) {
  return (
    <>
      <PeekTitle name={flow.name} />
      <span className="d-row d-did-state">
        {flow.extension === null ? null : <span className="d-strong">{flow.extension}</span>}
        <PendingTag pending={flow.pending} />
      </span>
    </>
  );
}

/** How it stands, what it is made of, where it leads on and what leads there. */
export function FlowDetails({ flow }: { flow: FlowView }) {
  const { settings } = flow;
  const kind = kindOf<FlowKind>(settings.kind);
  const uses = useFlowUses(flow);
  return (
    <div className="d-flow-details">
      {kind.Now ? <kind.Now flow={flow} /> : null}
      <kind.Facts flow={flow} settings={settings} />
      {EXITS[settings.kind].length === 0 ? null : <WaysOn flow={flow} />}
      <h3 className="d-peek-sub">{t('callflow.uses')}</h3>
      <FlowUsesList flow={flow} uses={uses} />
    </div>
  );
}

/** Each way on, and where it leads. */
function WaysOn({ flow }: { flow: FlowView }) {
  return (
    <>
      <h3 className="d-peek-sub">{t('callflow.exits')}</h3>
      <Facts
        rows={waysOf(flow).map((exit) => {
          const to = flow.exits[exit];
          return [
            wayTitle(flow.settings, exit),
            to ? (
              <DestinationLink key={exit} tenantId={flow.tenantId} target={to} />
            ) : (
              <span key={exit} className="sc-dim">
                {endText(exit)}
              </span>
            ),
          ] as const;
        })}
      />
    </>
  );
}
