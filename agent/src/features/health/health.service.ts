import type { componentHealth, HealthView } from '@synergycall/domain';
import type { z } from 'zod';

type Component = z.infer<typeof componentHealth>;

/** What a probe found; it may throw or hang, which counts as down. */
export type Probed = Pick<Component, 'state' | 'detail'>;
/** `absent` probes (no Asterisk was found) are left out by main or answer `absent`. The signal ends at the time-out. */
export type Probe = (signal: AbortSignal) => Promise<Probed>;
export type Probes = Readonly<Record<Component['name'], Probe>>;

export interface HealthOptions {
  readonly version: string;
  readonly probes: Probes;
  readonly now?: () => Date;
  /** Each part's own limit: the whole answers within it, also while one hangs. */
  readonly timeoutMs?: number;
  /** Within this time the last answer is given again, so that asking often is no load. */
  readonly cacheMs?: number;
}

export interface HealthService {
  /** Never rejects. */
  get(): Promise<HealthView>;
}

/** Without these nothing can be managed; calls go on without the others too. */
const VITAL: readonly Component['name'][] = ['database'];

export function healthService({
  version,
  probes,
  now = () => new Date(),
  timeoutMs = 400,
  cacheMs = 1_000,
}: HealthOptions): HealthService {
  const since = new Map<Component['name'], { state: Component['state']; at: string }>();
  const underWay = new Map<Component['name'], Promise<Probed>>();
  let last: { at: number; view: Promise<HealthView> } | undefined;

  async function ask(name: Component['name']): Promise<Component> {
    const started = performance.now();
    const found = await within(timeoutMs, (signal) => once(name, signal));
    const ms = Math.round(performance.now() - started);
    const known = since.get(name);
    const entry = known?.state === found.state ? known : { state: found.state, at: now().toISOString() };
    since.set(name, entry);
    return { name, ...found, sinceAt: entry.at, ms: found.state === 'absent' ? null : ms };
  }

  /** A probe that hangs is waited for, not asked again: health must not use up a pool that is in trouble. */
  function once(name: Component['name'], signal: AbortSignal): Promise<Probed> {
    const known = underWay.get(name);
    if (known) return known;
    // SECURITY: an error's text may hold a connection string, so only its kind is shown.
    const asked = probes[name](signal)
      .catch((error: unknown): Probed => ({ state: 'down', detail: error instanceof Error ? error.name : 'failed' }))
      .finally(() => underWay.delete(name));
    underWay.set(name, asked);
    return asked;
  }

  async function look(): Promise<HealthView> {
    const components = await Promise.all((Object.keys(probes) as Component['name'][]).map(ask));
    const isDown = components.some((c) => c.state === 'down' && VITAL.includes(c.name));
    const isDegraded = components.some((c) => c.state === 'down' || c.state === 'degraded');
    return { at: now().toISOString(), state: isDown ? 'down' : isDegraded ? 'degraded' : 'ok', version, components };
  }

  return {
    get() {
      const at = performance.now();
      if (!last || at - last.at >= cacheMs) last = { at, view: look() };
      return last.view;
    },
  };
}

async function within(timeoutMs: number, probe: Probe): Promise<Probed> {
  const cut = new AbortController();
  const { promise: late, resolve } = Promise.withResolvers<Probed>();
  const timer = setTimeout(() => {
    resolve({ state: 'down', detail: `no answer in ${timeoutMs} ms` });
    cut.abort();
  }, timeoutMs);
  try {
    return await Promise.race([probe(cut.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
