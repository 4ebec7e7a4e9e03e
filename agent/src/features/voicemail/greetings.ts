import { greetingKey, type TenantTag } from '@synergycall/domain';
import { text, type Ami } from '../../platform/ami/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { Box } from './voicemail.store.ts';

export interface GreetingDeps {
  readonly events: Pick<Ami, 'on'>;
  readonly writer: Pick<Ami, 'dbPut' | 'dbDel'>;
  /** Is there a greeting of its own? */
  readonly hasGreeting: (tag: string, box: string) => boolean;
  readonly boxes: () => Promise<readonly Box[]>;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Tells the core which mailboxes have a greeting of their own (`sc/live/<tag>/v/<box>/greeting`): the dialplan can't see
 * files. Looked at when somebody has been in a box by phone, and at `lookAtAll`. What a person recorded while the agent
 * was down is heard once it is back.
 */
export function keepGreetings(deps: GreetingDeps): { lookAtAll(): Promise<void>; stop(): void } {
  const tell = async (tag: TenantTag, box: string, isThere: boolean): Promise<void> => {
    const key = greetingKey(tag, box);
    const done = isThere ? await deps.writer.dbPut({ ...key, value: 'own' }) : await deps.writer.dbDel(key);
    if (!done.ok) deps.log.warn({ code: done.error.code, tag, box }, 'a greeting is not known to Asterisk yet');
  };
  const stop = deps.events.on('UserEvent', (event) => {
    const [tag, box] = [text(event, 'tag'), text(event, 'box')];
    if (text(event, 'userevent') === 'ScHeard' && /^[0-9a-z]{4}$/.test(tag) && /^[0-9a-z]{12}$/.test(box))
      void tell(tag as TenantTag, box, deps.hasGreeting(tag, box));
  });
  return {
    async lookAtAll() {
      for (const { tag, id } of await deps.boxes()) if (deps.hasGreeting(tag, id)) await tell(tag, id, true);
    },
    stop,
  };
}
