import type { DriftView, TenantId } from '@synergycall/domain';
import { setTimeout as sleep } from 'node:timers/promises';
import { NEVER_LOOKED, withinTexts, type DriftTenant, type Look } from './drift.ts';
import { lookFor, type LookDeps } from './drift-look.ts';

export interface WatchDeps extends LookDeps {
  readonly log: { warn(about: object, message: string): void; error(about: object, message: string): void };
  /** Asterisk has just booted, and what it lost is still being put right. */
  readonly isSettling?: () => boolean;
  /** Between two rounds; 60,000 when absent. */
  readonly everyMs?: number;
}

/** What is live otherwise than it was applied, as of the last look; null stands for what all tenants share. */
export interface DriftWatch {
  countOf(tenantId: TenantId | null): number;
  view(tenantId: TenantId | null): DriftView;
  /** Every last look, of tenants and box. SECURITY: of all tenants; for counting only. */
  views(): readonly DriftView[];
  /** Looks now. undefined: an apply is at work. */
  look(tenant: DriftTenant | null): Promise<Look | undefined>;
  /** All of them, one after the other. */
  round(): Promise<void>;
  /** A round as soon as none is under way: something has just been applied, or Asterisk has booted. */
  soon(): void;
  /** Looks every so often, until stopped. */
  start(): { stop(): Promise<void> };
}

const EVERY_MS = 60_000;
/** Between two tenants: a round takes at most a tenth of one core's time, however many there are. */
const PAUSE_MS = 25;
const PAUSE_PER_MS = 9;
const SOON_MS = 1_500;
/** So often a round waits for what is being settled; then it looks all the same. */
const MOST_POSTPONED = 20;
/** As many differences a view carries; more are counted. */
const MOST_ITEMS = 2_000;
/** A look that took longer has waited for something, which costs nothing. */
const MOST_MS = 60;

export function driftWatch(given: WatchDeps): DriftWatch {
  const deps = { quiet: new Map(), ...given };
  const views = new Map<TenantId | null, DriftView>();
  const counts = new Map<TenantId | null, number>();
  const underWay = new Map<TenantId | null, Promise<Look | undefined>>();
  const nextLooks = new Map<TenantId | null, Promise<Look | undefined>>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = true;
  let said = '';
  let postponed = 0;

  // Whoever asks meanwhile shares the one look that begins after their question: asking often costs no more.
  const look = (tenant: DriftTenant | null): Promise<Look | undefined> => {
    const id = tenant?.id ?? null;
    const next = nextLooks.get(id);
    if (next) return next;
    const before = underWay.get(id);
    if (!before) return begin(tenant);
    const waiting = before
      .catch(() => undefined)
      .then(() => {
        nextLooks.delete(id);
        return begin(tenant);
      });
    nextLooks.set(id, waiting);
    return waiting;
  };
  const begin = (tenant: DriftTenant | null): Promise<Look | undefined> => {
    const id = tenant?.id ?? null;
    const looking = lookNow(tenant).finally(() => underWay.delete(id));
    underWay.set(id, looking);
    return looking;
  };
  const lookNow = async (tenant: DriftTenant | null): Promise<Look | undefined> => {
    const found = await lookFor(deps, tenant);
    if (!found) return undefined;
    views.set(tenant?.id ?? null, {
      checkedAt: new Date().toISOString(),
      unknown: [...found.unknown],
      items: withinTexts(found.found.slice(0, MOST_ITEMS).map(({ item }) => item)),
      adopted: [],
    });
    counts.set(tenant?.id ?? null, found.found.length);
    return found;
  };

  const round = async (): Promise<void> => {
    const tenants = await deps.database.read(deps.scope, ({ db }) =>
      db.selectFrom('tenants').select(['id', 'tag', 'name']).where('box_id', '=', deps.boxId).orderBy('tag').execute(),
    );
    const known = new Set<TenantId | null>([null, ...tenants.map(({ id }) => id)]);
    for (const id of views.keys()) if (!known.has(id)) void (views.delete(id), counts.delete(id));
    for (const tenant of [null, ...tenants]) {
      // An apply is at work: its end calls for another round.
      const begun = performance.now();
      if (!(await look(tenant))) break;
      if (!stopped) await sleep(Math.max(PAUSE_MS, PAUSE_PER_MS * Math.min(performance.now() - begun, MOST_MS)));
    }
    say();
  };
  /** Once for each picture; the texts stay on the page. */
  const say = (): void => {
    const items = [...views.values()].flatMap((view) => view.items);
    const picture = items.map(({ key, seen }) => `${key} ${seen}`).join();
    if (picture === said) return;
    said = picture;
    if (items.length > 0)
      deps.log.warn(
        { count: items.length, names: items.slice(0, 20).map(({ store, name, found }) => `${store} ${name} ${found}`) },
        'live differs from what was applied',
      );
  };

  const everyMs = deps.everyMs ?? EVERY_MS;
  const next = (ms: number): void => {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(run, ms);
    timer.unref();
  };
  const run = (): void => {
    if (running) return next(SOON_MS);
    if (deps.isSettling?.() && postponed++ < MOST_POSTPONED) return next(SOON_MS);
    postponed = 0;
    running = round()
      // PostgreSQL away, most likely; whoever needs it says so louder.
      .catch((err: unknown) => deps.log.error({ err }, 'drift not looked at'))
      .finally(() => {
        running = undefined;
        next(everyMs);
      });
  };

  return {
    countOf: (tenantId) => counts.get(tenantId) ?? 0,
    view: (tenantId) => views.get(tenantId) ?? NEVER_LOOKED,
    views: () => [...views.values()],
    look,
    round,
    soon: () => next(SOON_MS),
    start() {
      stopped = false;
      next(SOON_MS);
      return {
        async stop() {
          stopped = true;
          clearTimeout(timer);
          await running;
        },
      };
    },
  };
}
