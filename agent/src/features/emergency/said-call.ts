import { locationId, SAID_FAMILY, sipUsername, tenantTag } from '@synergycall/domain';
import type { AmiMessage } from '../../platform/ami/index.ts';
import type { AstdbEntry, AstdbKey } from '../../platform/astdb/index.ts';
import type { SaidCall } from './emergency-call.store.ts';

/** What the core says of a call for help, by event or by note: the call itself, or that it found no way out. */
export interface Said {
  readonly call: SaidCall;
  readonly unrouted: boolean;
}

/** undefined: no event of an emergency call, or of no phone of a tenant's. */
export function saidByEvent(event: AmiMessage): Said | undefined {
  const name = word(event, 'userevent');
  if (name !== 'ScEmergency' && name !== 'ScEmergencyUnrouted') return undefined;
  const call = checked({
    tag: word(event, 'tag'),
    call: word(event, 'call'),
    endpoint: word(event, 'endpoint'),
    location: word(event, 'location'),
    number: word(event, 'number'),
    shown: word(event, 'shown'),
  });
  return call && { call, unrouted: name === 'ScEmergencyUnrouted' };
}

/** The notes among these entries, with their keys: calls first, so that what is unrouted is known. Others are not ours. */
export function saidByNotes(
  entries: readonly AstdbEntry[],
): { readonly said: Said | undefined; readonly keys: readonly AstdbKey[] }[] {
  const notes = entries.flatMap((entry) => {
    const path = `${entry.family}/${entry.key}`.slice(SAID_FAMILY.length + 1).split('/');
    const [tag = '', what = '', call = ''] = path;
    return path.length === 3 && (what === 'emergency' || what === 'unrouted') ? [{ entry, tag, what, call }] : [];
  });
  const failed = new Map(notes.filter(({ what }) => what === 'unrouted').map((one) => [`${one.tag}/${one.call}`, one]));
  const told = notes.filter(({ what }) => what === 'emergency');
  const known = new Set(told.map(({ tag, call }) => `${tag}/${call}`));
  const left = [...failed]
    .filter(([path]) => !known.has(path))
    .map(([, { entry }]) => ({ said: undefined, keys: [entry] }));
  return [
    ...told.map(({ entry, tag, call }) => {
      const [endpoint = '', location = '', number = '', shown = ''] = entry.value.split(':');
      const unrouted = failed.get(`${tag}/${call}`);
      const found = checked({ tag, call, endpoint, location: location.replace(/^-+$/, ''), number, shown });
      return {
        said: found && { call: found, unrouted: unrouted !== undefined },
        keys: [entry, ...(unrouted ? [unrouted.entry] : [])],
      };
    }),
    ...left,
  ];
}

/** The notes of a call, whether they are there or not. */
export const notesOf = ({ tag, call }: Pick<SaidCall, 'tag' | 'call'>): readonly AstdbKey[] =>
  ['emergency', 'unrouted'].map((what) => ({ family: `${SAID_FAMILY}/${tag}/${what}`, key: call }));

interface Words {
  readonly tag: string;
  readonly call: string;
  readonly endpoint: string;
  readonly location: string;
  readonly number: string;
  readonly shown: string;
}

/** SECURITY: believed by the same alphabets as in the core; what a location may not be is none. */
function checked({ tag, call, endpoint, location, number, shown }: Words): SaidCall | undefined {
  const [owner, phone] = [tenantTag.safeParse(tag), sipUsername.safeParse(endpoint)];
  const seconds = /(?:^|-)(\d{9,11})\.\d+$/.exec(call)?.[1];
  if (!owner.success || !phone.success || seconds === undefined || !endpoint.startsWith(`${tag}-`)) return undefined;
  if (call.length > 150 || !/^\d{2,8}$/.test(number)) return undefined;
  const place = locationId.safeParse(location);
  return {
    tag: owner.data,
    call,
    at: new Date(Number(seconds) * 1_000),
    number,
    sipUsername: phone.data,
    locationId: place.success ? place.data : null,
    shown: /^\d{7,15}$/.test(shown) ? shown : null,
  };
}

function word(event: AmiMessage, name: string): string {
  const value = event[name];
  return typeof value === 'string' ? value : '';
}
