import { z } from 'zod';
import { promptId } from '../ids.ts';
import { oneLine } from '../text.ts';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '*', '#'] as const;
/** What a phone has to press. */
export const menuKey = z.enum(KEYS);
export type MenuKey = z.infer<typeof menuKey>;
/** In the order in which menus show them; zod's own options begin with 0, as keys of an object do. */
export const MENU_KEYS: readonly MenuKey[] = KEYS;

export const menuSettings = z.object({
  /** The recorded announcement; null: none yet, and callers hear a general one. */
  promptId: promptId.nullable().default(null),
  /** What it says, or what is to be recorded. */
  promptText: z.string().max(2_000).default(''),
  /** Seconds to wait for a key once the announcement is over. */
  waitSeconds: z.number().int().min(1).max(60).default(5),
  /** How often it asks, after silence and after a wrong key, before `timeout` or `invalid` is taken. */
  tries: z.number().int().min(1).max(9).default(3),
  /** May callers dial extensions of the tenant in it? */
  dialling: z.boolean().default(false),
  /** What a key is for, in plain words. */
  labels: z.partialRecord(menuKey, oneLine(60)).default({}),
});
export type MenuSettings = z.infer<typeof menuSettings>;

/** The exits of a menu: one per key, what becomes of silence, and of a wrong key. */
export const MENU_EXITS = [
  'key1',
  'key2',
  'key3',
  'key4',
  'key5',
  'key6',
  'key7',
  'key8',
  'key9',
  'key0',
  'keystar',
  'keyhash',
  'timeout',
  'invalid',
] as const;
export type MenuExit = (typeof MENU_EXITS)[number];
export type KeyExit = Exclude<MenuExit, 'timeout' | 'invalid'>;

/** The way on of a key. */
export function exitOfKey(key: MenuKey): KeyExit {
  if (key === '*') return 'keystar';
  return key === '#' ? 'keyhash' : `key${key}`;
}
/** The key of a way on; undefined: it is no key's. */
export const keyOfExit = (exit: string): MenuKey | undefined => MENU_KEYS.find((key) => exitOfKey(key) === exit);
