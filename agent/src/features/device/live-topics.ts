import type { DeviceLive, DeviceLiveSnapshot, TenantId, TenantTag, UserId } from '@synergycall/domain';
import type { AppDatabase, TenantScope } from '../../platform/database/index.ts';
import { readRoster } from './device.store.ts';
import type { LiveStatus } from './live-status.ts';

/** Pictures of a tenant's phones for those who watch: made once per tenant and at most once a second, however many watch. */
export interface LiveTopics {
  /** `userId`: that person's own devices alone. */
  snapshot(scope: TenantScope, userId?: UserId): Promise<DeviceLiveSnapshot>;
  /** The picture now, then each new one until the signal; a slow reader skips to the newest. */
  follow(
    scope: TenantScope,
    options: { signal: AbortSignal | undefined; userId?: UserId },
  ): AsyncGenerator<DeviceLiveSnapshot>;
  /** Devices of the tenant came or went. */
  changed(tenantId: TenantId): void;
  close(): void;
}

export interface LiveTopicsOptions {
  readonly database: AppDatabase;
  readonly status: LiveStatus;
  readonly now?: () => Date;
  readonly minIntervalMs?: number;
  /** Changes that another agent made to the list of devices show up after this time. */
  readonly refreshMs?: number;
}

interface Picture {
  readonly version: number;
  readonly at: string;
  readonly asterisk: 'live' | 'down';
  readonly devices: readonly DeviceLive[];
}

interface Topic {
  tag: TenantTag | undefined;
  scope: TenantScope;
  picture: Picture | undefined;
  watchers: number;
  wake: PromiseWithResolvers<void>;
  drawnAt: number;
  timer: NodeJS.Timeout | undefined;
  dueAt: number;
}

export function liveTopics({
  database,
  status,
  now = () => new Date(),
  minIntervalMs = 1_000,
  refreshMs = 10_000,
}: LiveTopicsOptions): LiveTopics {
  const topics = new Map<TenantId, Topic>();
  let versions = 0;

  async function draw(scope: TenantScope): Promise<{ tag: TenantTag | undefined; picture: Picture }> {
    const { tag, phones } = await database.read(scope, readRoster);
    versions += 1;
    const devices = phones.map((phone) => ({ ...phone, ...status.phone(phone.sipUsername) }));
    return { tag, picture: { version: versions, at: now().toISOString(), asterisk: status.asterisk, devices } };
  }

  async function redraw(topic: Topic): Promise<void> {
    topic.timer = undefined;
    topic.drawnAt = Date.now();
    // Without the database the last picture stands until it is back.
    const drawn = await draw(topic.scope).catch(() => undefined);
    if (topic.watchers === 0) return;
    if (drawn) {
      topic.tag = drawn.tag;
      topic.picture = drawn.picture;
      topic.wake.resolve();
      topic.wake = Promise.withResolvers();
    }
    if (!topic.timer) schedule(topic, drawn ? refreshMs : minIntervalMs);
  }

  function schedule(topic: Topic, inMs: number): void {
    const dueAt = Date.now() + inMs;
    if (topic.timer && topic.dueAt <= dueAt) return;
    clearTimeout(topic.timer);
    topic.dueAt = dueAt;
    topic.timer = setTimeout(() => void redraw(topic), inMs);
  }
  const soon = (topic: Topic): void => schedule(topic, Math.max(0, topic.drawnAt + minIntervalMs - Date.now()));

  const unsubscribe = status.onChange((tag) => {
    for (const topic of topics.values()) if (tag === 'all' || topic.tag === undefined || topic.tag === tag) soon(topic);
  });

  function join(scope: TenantScope): Topic {
    const known = topics.get(scope.tenantId);
    const topic: Topic = known ?? {
      tag: undefined,
      scope,
      picture: undefined,
      watchers: 0,
      wake: Promise.withResolvers(),
      drawnAt: 0,
      timer: undefined,
      dueAt: 0,
    };
    topics.set(scope.tenantId, topic);
    topic.watchers += 1;
    if (!known) soon(topic);
    return topic;
  }

  function leave(topic: Topic): void {
    topic.watchers -= 1;
    if (topic.watchers > 0) return;
    clearTimeout(topic.timer);
    topics.delete(topic.scope.tenantId);
  }

  return {
    async snapshot(scope, userId) {
      const known = topics.get(scope.tenantId)?.picture;
      return shown(known ?? (await draw(scope)).picture, userId);
    },
    async *follow(scope, { signal, userId }) {
      const topic = join(scope);
      const ended = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
      try {
        let seen = 0;
        while (!signal?.aborted) {
          const { picture } = topic;
          if (picture && picture.version > seen) {
            seen = picture.version;
            yield shown(picture, userId);
          } else {
            await Promise.race([topic.wake.promise, ended]);
          }
        }
      } finally {
        leave(topic);
      }
    },
    changed(tenantId) {
      const topic = topics.get(tenantId);
      if (topic) soon(topic);
    },
    close() {
      unsubscribe();
      for (const topic of topics.values()) clearTimeout(topic.timer);
      topics.clear();
    },
  };
}

/** SECURITY: a person sees the phones that are theirs. */
const shown = (picture: Picture, userId: UserId | undefined): DeviceLiveSnapshot => ({
  at: picture.at,
  asterisk: picture.asterisk,
  devices: picture.devices.filter((device) => userId === undefined || device.userId === userId),
});
