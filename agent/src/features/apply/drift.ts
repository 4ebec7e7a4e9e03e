import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { DriftItem, DriftView, TenantId, TenantTag } from '@synergycall/domain';
import type { RowReading } from '../device/index.ts';

export type DriftStore = DriftItem['store'];
export type DriftObject = DriftItem['object'];

/** A difference as it was just looked at, with what acting on it needs and no screen is shown. */
export interface Found {
  readonly item: DriftItem;
  /** What the model would have to say, when the row could be taken over. */
  readonly reading?: Extract<RowReading, { can: true }>;
}

/** One look at one tenant's part of the stores, or at the part that all tenants share. */
export interface Look {
  readonly found: readonly Found[];
  /** Stores that could not be looked at. */
  readonly unknown: readonly DriftStore[];
}

export interface DriftTenant {
  readonly id: TenantId;
  readonly tag: TenantTag;
  readonly name: string;
}

/** Texts beyond this many characters are cut where they are shown; `seen` stands for all of it. */
const MOST_SHOWN = 60_000;
export const shown = (text: string): string =>
  text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}\n[cut: ${text.length - MOST_SHOWN} more characters]`;

/** As many characters of texts a view carries; the differences beyond are named without theirs. */
const MOST_TEXT = 2_000_000;
export function withinTexts(items: readonly DriftItem[]): DriftItem[] {
  let left = MOST_TEXT;
  return items.map((item) => {
    left -= item.meant.length + item.live.length;
    if (left >= 0) return item;
    const cut = (text: string): string => text && `[not shown: ${text.length} characters; too much differs]`;
    return { ...item, meant: cut(item.meant), live: cut(item.live) };
  });
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const STAMP_KEY = randomBytes(32);
/**
 * Stands for a text that holds what is not shown. SECURITY: keyed, for as long as this process lives; with a bare hash,
 * whoever sees the other columns of a row could try passwords against its digest.
 */
export const stamp = (text: string): string => createHmac('sha256', STAMP_KEY).update(text).digest('hex');

/** `live` null: nothing is there. */
export function difference(
  what: Pick<DriftItem, 'store' | 'name' | 'object' | 'adopt'> & {
    readonly meant: string | null;
    readonly live: string | null;
    /** When the shown text does not tell all (masked secrets). */
    readonly seen?: string;
  },
): DriftItem {
  const { store, name, object, adopt, meant, live } = what;
  return {
    key: `${store}:${name}`,
    store,
    name,
    found: live === null ? 'missing' : meant === null ? 'foreign' : 'changed',
    object,
    meant: shown(meant ?? ''),
    live: shown(live ?? ''),
    seen: live === null ? '' : (what.seen ?? sha256(live)),
    adopt,
  };
}

export const cannot = (because: Extract<DriftItem['adopt'], { can: false }>['because']): DriftItem['adopt'] => ({
  can: false,
  because,
});

export const NEVER_LOOKED: DriftView = { checkedAt: null, unknown: [], items: [], adopted: [] };

/** What is there in both looks: what was just on its way (a suspension, a revocation) is no drift. */
export const inBoth = (first: Look, second: Look): Look => {
  const before = new Set(first.found.map(({ item }) => `${item.key} ${item.seen}`));
  return { ...second, found: second.found.filter(({ item }) => before.has(`${item.key} ${item.seen}`)) };
};

/** SECURITY: dialplan by hand runs with Asterisk's rights, so only platform admins keep it. */
export const asSeenBy = (isPlatformAdmin: boolean, items: readonly DriftItem[]): DriftItem[] =>
  items.map((item) =>
    !isPlatformAdmin && item.adopt.can && item.adopt.into === 'file'
      ? { ...item, adopt: cannot('needs-platform-admin') }
      : item,
  );
