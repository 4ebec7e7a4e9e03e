import type { FlowView } from '@synergycall/domain';
import { Initials } from '@synergycall/ui';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { routes } from '../../frame/routes.ts';

/** People whom a call flow names, each as a way to their page. */
export function PeopleFacts(props: {
  title: string;
  flow: FlowView;
  /** What is said where there are none. */
  nobody: ReactNode;
  beside?: (person: FlowView['people'][number]) => string | undefined;
}) {
  const { flow, title } = props;
  return (
    <>
      <h3 className="d-peek-sub">{title}</h3>
      {flow.people.length === 0 ? (
        props.nobody
      ) : (
        <ol className="d-flow-people" aria-label={title}>
          {flow.people.map((person) => {
            const { userId, name, extension } = person;
            const beside = props.beside?.(person);
            return (
              <li key={userId}>
                <Initials name={name} />
                <Link href={routes.user(flow.tenantId, userId)} className="d-quiet-link sc-truncate" dir="auto">
                  {name}
                </Link>
                <span className="sc-dim">{extension ?? '–'}</span>
                {beside === undefined ? null : <span className="sc-dim d-flow-late">{beside}</span>}
              </li>
            );
          })}
        </ol>
      )}
    </>
  );
}
