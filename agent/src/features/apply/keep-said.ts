import { SAID_FAMILY, tenantTag, type TenantTag } from '@synergycall/domain';
import { text, type Ami } from '../../platform/ami/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { LiveState } from './live.ts';

const NOTE = new RegExp(`^/?${SAID_FAMILY}/([0-9a-z]{4})/[uf]/`);

/**
 * A phone said something by a feature code (UserEvent ScSaid): its note is taken over at once. What was said while nobody
 * listened is found by the reconciler, at a start and at each FullyBooted; and here, each time the connection for events
 * is there again. Returns how to stop.
 */
export function keepSaid({
  events,
  writer,
  live,
  log,
}: {
  readonly events: Pick<Ami, 'on' | 'onFullyBooted'>;
  readonly writer: Pick<Ami, 'list'>;
  readonly live: Pick<LiveState, 'settle'>;
  readonly log: Logger;
}): () => void {
  const take = (tag: TenantTag): void => {
    live.settle(tag, []).then(
      (effect) => log.info({ tag, effect }, 'a phone changed what calls do'),
      (err: unknown) => log.error({ err }, 'what a phone said is not taken over yet'),
    );
  };
  async function takeMissed(): Promise<void> {
    const notes = await writer.list('DBGetTree', { Family: SAID_FAMILY });
    // What is refused is an empty tree; what can't be asked now is the reconciler's.
    if (!notes.ok) return;
    const tags = notes.value.flatMap((note) => {
      const [, tag] = NOTE.exec(text(note, 'key')) ?? [];
      const parsed = tenantTag.safeParse(tag);
      return parsed.success ? [parsed.data] : [];
    });
    for (const tag of new Set(tags)) take(tag);
  }
  const stops = [
    events.on('UserEvent', (event) => {
      if (event['userevent'] !== 'ScSaid') return;
      const tag = tenantTag.safeParse(event['tag']);
      if (tag.success) take(tag.data);
    }),
    events.onFullyBooted(() => void takeMissed()),
  ];
  return () => stops.forEach((stop) => stop());
}
