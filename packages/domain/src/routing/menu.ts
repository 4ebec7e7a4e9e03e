import type { MenuKey } from '../callflow/menu.ts';
import type { FlowId, PromptId } from '../ids.ts';
import type { PlannedMenu, RoutePlan, Target } from './plan.ts';

/** As many keys may be pressed in one call; more are a machine's. */
export const MOST_PRESSES = 50;

export type MenuReason =
  | { readonly reason: 'menu-asks'; readonly flowId: FlowId; readonly name: string }
  | { readonly reason: 'key-pressed'; readonly key: MenuKey; readonly label: string; readonly next: Target }
  | { readonly reason: 'extension-dialled'; readonly extension: number; readonly next: Target }
  | { readonly reason: 'wrong-key'; readonly pressed: string }
  | { readonly reason: 'nothing-pressed' }
  /** All tries of the menu are used up. */
  | { readonly reason: 'menu-gives-up'; readonly exit: 'timeout' | 'invalid'; readonly next: Target }
  | { readonly reason: 'too-many-keys' };

/** A call that is asked by a menu. What comes then is the caller's to say: `press`. */
export interface MenuReached {
  readonly does: 'menu';
  readonly flowId: FlowId;
  readonly name: string;
  readonly waitSeconds: number;
  readonly tries: number;
  readonly dialling: boolean;
  /** null: callers hear a general announcement. */
  readonly promptId: PromptId | null;
  readonly keys: readonly { readonly key: MenuKey; readonly label: string; readonly next: Target }[];
  readonly timeout: Target;
  readonly invalid: Target;
}

export function menuReached(plan: RoutePlan, flowId: FlowId): MenuReached {
  const { name, waitSeconds, tries, dialling, promptId, keys, timeout, invalid } = menuOf(plan, flowId);
  const ways = [...keys].map(([key, way]) => ({ key, ...way }));
  return { does: 'menu', flowId, name, waitSeconds, tries, dialling, promptId, keys: ways, timeout, invalid };
}

function menuOf(plan: RoutePlan, id: FlowId): PlannedMenu {
  const flow = plan.flows?.get(id);
  if (flow?.kind !== 'menu') throw new Error('a compiled plan holds every menu to which it leads');
  return flow;
}

/**
 * Digits with which a longer extension begins: a menu that lets dial waits for more after them. None where no menu of
 * the tenant does.
 */
export function dialPrefixes(plan: Pick<RoutePlan, 'extensions' | 'flows'>): ReadonlySet<string> {
  const known = KNOWN.get(plan) ?? prefixesOf(plan);
  KNOWN.set(plan, known);
  return known;
}
/** Plans don't change, and one is asked for every key of every call that is tried. */
const KNOWN = new WeakMap<object, ReadonlySet<string>>();

function prefixesOf({ extensions, flows }: Pick<RoutePlan, 'extensions' | 'flows'>): ReadonlySet<string> {
  const prefixes = new Set<string>();
  if (![...(flows?.values() ?? [])].some((flow) => flow.kind === 'menu' && flow.dialling)) return prefixes;
  for (const extension of extensions.keys()) {
    const digits = String(extension);
    for (let length = 1; length < digits.length; length++) prefixes.add(digits.slice(0, length));
  }
  return prefixes;
}

/** `keys` as a caller presses them, `t` where nothing is pressed until the menu goes on by itself. */
export const PRESSES = /^[0-9*#t]{1,50}$/;
