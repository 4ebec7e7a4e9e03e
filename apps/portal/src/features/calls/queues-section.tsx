import { Switch } from '@mantine/core';
import type { FlowId, OwnQueuesView, Result } from '@synergycall/domain';
import { Section, t, type AnyFailure, type Loadable } from '@synergycall/ui';
import { useState } from 'react';
import { TroubleNote } from '../../frame/trouble.tsx';

export type LogIn = (wish: { readonly id: FlowId; readonly loggedIn: boolean }) => Promise<Result<unknown, AnyFailure>>;

/** The queues in which I answer; nothing where there is none. */
export function QueuesSection({ queues, logIn }: { queues: Loadable<OwnQueuesView>; logIn: LogIn }) {
  const [failure, setFailure] = useState<AnyFailure>();
  if (queues.tag === 'failed')
    return (
      <Section title={t('portal.calls.queues')}>
        <TroubleNote failure={queues.failure} />
      </Section>
    );
  if (queues.tag === 'loading' || queues.value.rows.length === 0) return null;
  const change = async (id: FlowId, loggedIn: boolean): Promise<void> => {
    const done = await logIn({ id, loggedIn });
    setFailure(done.ok ? undefined : done.error);
  };
  return (
    <Section title={t('portal.calls.queues')}>
      <p className="sc-page-about">{t('portal.calls.queues.about')}</p>
      <div className="p-form">
        {queues.value.rows.map(({ id, name, loggedIn, mayLogOut }) => (
          <Switch
            key={id}
            size="md"
            label={name}
            description={t(
              !loggedIn
                ? 'portal.calls.queues.out'
                : mayLogOut
                  ? 'portal.calls.queues.in'
                  : 'portal.calls.queues.stays',
            )}
            checked={loggedIn}
            disabled={loggedIn && !mayLogOut}
            onChange={(event) => void change(id, event.currentTarget.checked)}
          />
        ))}
      </div>
      {failure ? <TroubleNote failure={failure} /> : null}
    </Section>
  );
}
