import { tenantTag } from '@synergycall/domain';
import type { Ami } from '../../platform/ami/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { LiveState } from './live.ts';

/**
 * A phone said something by a feature code (UserEvent ScSaid): its note is taken over at once. What was said while nobody
 * listened is found by the reconciler, at a start and at each FullyBooted. Returns how to stop.
 */
export function keepSaid({
  events,
  live,
  log,
}: {
  readonly events: Pick<Ami, 'on'>;
  readonly live: Pick<LiveState, 'settle'>;
  readonly log: Logger;
}): () => void {
  return events.on('UserEvent', (event) => {
    if (event['userevent'] !== 'ScSaid') return;
    const tag = tenantTag.safeParse(event['tag']);
    if (!tag.success) return;
    live.settle(tag.data, []).then(
      (effect) => log.info({ tag: tag.data, effect }, 'a phone changed what calls do'),
      (err: unknown) => log.error({ err }, 'what a phone said is not taken over yet'),
    );
  });
}
