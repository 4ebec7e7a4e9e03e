import type { Watch } from './box.ts';

/** An effect (or look) of an apply, such as `realtime.transact`, about to happen or done. */
export interface Point {
  readonly name: string;
  readonly when: 'before' | 'after';
}
export interface PointHook {
  /** What it returns happens instead of the effect (`before`) or of its answer (`after`). */
  passed(point: Point, args: readonly unknown[]): Promise<{ readonly instead: unknown } | undefined>;
}

const STORES = ['records', 'realtime', 'asterisk', 'files', 'journals'] as const;
/** Answered at once, so nothing can be waited for in between; none of them is an effect. */
const AT_ONCE = new Set(['asterisk.isLive', 'journal.records', 'journals.begin']);

/** Lets something happen, and be waited for, before and after each call that an apply makes to the world. */
export const watchPoints =
  (hook: PointHook): Watch =>
  (deps) => ({
    ...deps,
    ...(Object.fromEntries(STORES.map((name) => [name, paced(name, deps[name], hook)])) as Pick<
      typeof deps,
      (typeof STORES)[number]
    >),
  });

function paced<T extends object>(store: string, target: T, hook: PointHook): T {
  return new Proxy(target, {
    get(own, property) {
      const value: unknown = Reflect.get(own, property, own);
      if (typeof value !== 'function' || typeof property !== 'string') return value;
      const name = `${store}.${property}`;
      const call = value as (...args: unknown[]) => unknown;
      if (name === 'journals.begin')
        return (...args: unknown[]) => paced('journal', Reflect.apply(call, own, args) as object, hook);
      if (AT_ONCE.has(name)) return call.bind(own);
      return async (...args: unknown[]) => {
        const before = await hook.passed({ name, when: 'before' }, args);
        if (before) return before.instead;
        const answer = await Reflect.apply(call, own, args);
        const after = await hook.passed({ name, when: 'after' }, args);
        return after ? after.instead : answer;
      };
    },
  });
}
