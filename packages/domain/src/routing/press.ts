import { menuKey } from '../callflow/menu.ts';
import { follow, type OnItsWay } from './decide.ts';
import type { Decision, Reason } from './decision.ts';
import { dialPrefixes, MOST_PRESSES, type MenuReached } from './menu.ts';
import type { RoutePlan, Target } from './plan.ts';
import { REFUSALS } from './refusal.ts';

/**
 * What becomes of a call that a menu asks, when these keys are pressed one after the other (`t`: nothing, until the time
 * is over): the same as the core's `sc-menu`. Keys that are left when the call has left its menus go nowhere; where they
 * end in the midst of a menu, it is the menu that goes on asking.
 */
export function press(
  plan: RoutePlan,
  start: Decision,
  { keys, ...call }: Omit<OnItsWay, 'found'> & { readonly keys: string },
): Decision {
  const ask = presses(plan, keys);
  let at = start;
  while (at.does === 'menu') {
    const { target, because } = ask(at);
    const found: Reason[] = [...at.because, ...because];
    if (target === 'asks') return { ...at, because: found };
    if (target === 'too-many')
      return {
        does: 'refuse',
        refusal: 'loop',
        sip: REFUSALS.loop.sip,
        because: [...found, { reason: 'too-many-keys' }],
      };
    at = follow(plan, target, { ...call, found });
  }
  return at;
}

interface Answer {
  /** Where the call goes on; `asks`: the keys ended, and the menu still asks. */
  readonly target: Target | 'asks' | 'too-many';
  readonly because: readonly Reason[];
}

/** Takes keys off the front, menu by menu. */
function presses(plan: RoutePlan, keys: string): (menu: MenuReached) => Answer {
  const prefixes = dialPrefixes(plan);
  let rest = keys;
  let pressed = 0;
  /** The next key; '': nothing was pressed in time; undefined: the keys ended. */
  const next = (): string | undefined => {
    const key = rest[0];
    rest = rest.slice(1);
    if (key === undefined) return undefined;
    if (key === 't') return '';
    pressed += 1;
    return key;
  };

  /** What was dialled from this first key on. */
  const collect = (menu: MenuReached, first: string): { readonly all: string } | 'asks' | 'too-many' => {
    let dialled = first;
    while (menu.dialling && prefixes.has(dialled)) {
      const more = next();
      if (more === undefined) return 'asks';
      if (pressed > MOST_PRESSES) return 'too-many';
      if (more === '' || more === '#') break;
      dialled += more;
    }
    return { all: dialled };
  };

  return (menu) => {
    const because: Reason[] = [];
    let exit: 'timeout' | 'invalid' = 'timeout';
    for (let tried = 0; tried < menu.tries; tried++) {
      const first = next();
      if (first === undefined) return { target: 'asks', because };
      if (pressed > MOST_PRESSES) return { target: 'too-many', because };
      if (first === '') {
        exit = 'timeout';
        because.push({ reason: 'nothing-pressed' });
        continue;
      }
      const collected = collect(menu, first);
      if (collected === 'asks' || collected === 'too-many') return { target: collected, because };
      const dialled = collected.all;
      const extension =
        menu.dialling && /^[0-9]{1,6}$/.test(dialled) ? plan.extensions.get(Number(dialled)) : undefined;
      if (extension && String(Number(dialled)) === dialled) {
        because.push({ reason: 'extension-dialled', extension: Number(dialled), next: extension });
        return { target: extension, because };
      }
      const key = menu.keys.find((one) => one.key === dialled);
      if (key) {
        because.push({ reason: 'key-pressed', key: menuKey.parse(key.key), label: key.label, next: key.next });
        return { target: key.next, because };
      }
      exit = 'invalid';
      because.push({ reason: 'wrong-key', pressed: dialled });
    }
    because.push({ reason: 'menu-gives-up', exit, next: menu[exit] });
    return { target: menu[exit], because };
  };
}

/** The keys that choose this way on, and nothing else: behind a digit with which an extension begins comes silence. */
export function keysFor(plan: RoutePlan, menu: Pick<MenuReached, 'dialling'>, key: string): string {
  return menu.dialling && dialPrefixes(plan).has(key) ? `${key}t` : key;
}
