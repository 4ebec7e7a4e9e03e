import { parseSections } from '@synergycall/asterisk';
import { fail, ok } from '@synergycall/domain';
import type { OwnedFile, OwnedFiles } from '../../platform/files/index.ts';
import type { AsteriskSide, LoadedTrunk } from './ports.ts';
import { TRUNK_FOLDER } from './trunk-files.ts';
import type { Verified } from './verify.ts';

/** What a loaded object must say as its file does, in AMI's spelling. */
const COMPARED: Readonly<Record<string, readonly string[]>> = {
  endpoint: ['context', 'aors', 'identifyby', 'outboundauth', 'fromuser', 'fromdomain', 'accountcode', 'allow'],
  aor: ['contact'],
  registration: ['serveruri', 'clienturi', 'contactuser', 'outboundauth', 'endpoint'],
  identify: ['endpoint', 'match'],
};

/**
 * Success of a reload proves nothing: a bad value leaves an object as it was, an unknown type takes it away without a word
 * (22.10.1). Are the trunks that stand in our files loaded as they say, and no others?
 */
export async function verifyTrunks(
  { asterisk, files }: { readonly asterisk: Pick<AsteriskSide, 'loadedTrunks'>; readonly files: OwnedFiles },
  written: readonly OwnedFile[],
): Promise<Verified> {
  const texts = new Map(written.map(({ path, text }) => [path, text]));
  const listed = await files.list(TRUNK_FOLDER);
  if (!listed.ok) return fail({ kind: 'refused', object: TRUNK_FOLDER, detail: listed.error.code });
  const meant: LoadedTrunk[] = [];
  for (const path of listed.value.filter((name) => name.endsWith('.conf'))) {
    const text = texts.get(path) ?? (await files.read(path));
    if (typeof text !== 'string' && !text.ok) return fail({ kind: 'refused', object: path, detail: text.error.code });
    meant.push(...objectsIn(typeof text === 'string' ? text : (text.value ?? '')));
  }
  const loaded = await asterisk.loadedTrunks();
  if (!loaded.ok) return fail({ ...loaded.error, object: 'the loaded trunks' });
  const [difference] = differences(meant, loaded.value);
  return difference ? fail({ kind: 'refused', ...difference }) : ok(undefined);
}

const keyOf = ({ type, name }: LoadedTrunk): string => `${type} ${name}`;

/** Pure. */
export function differences(
  meant: readonly LoadedTrunk[],
  loaded: readonly LoadedTrunk[],
): readonly { readonly object: string; readonly detail: string }[] {
  const there = new Map(loaded.map((one) => [keyOf(one), one]));
  const wanted = new Set(meant.map(keyOf));
  return [
    ...meant.flatMap((one) => {
      const object = keyOf(one);
      const is = there.get(object);
      if (!is) return [{ object, detail: 'Asterisk did not load it' }];
      const option = (COMPARED[one.type] ?? []).find(
        (name) => (one.settings.get(name) ?? '') !== (is.settings.get(name) ?? ''),
      );
      return option === undefined ? [] : [{ object, detail: `Asterisk has another ${option} than was written` }];
    }),
    ...loaded.flatMap((one) =>
      wanted.has(keyOf(one)) ? [] : [{ object: keyOf(one), detail: 'is still loaded, and stands in no file of ours' }],
    ),
  ];
}

/** The objects of a file in the form in which Asterisk shows them. */
export function objectsIn(text: string): LoadedTrunk[] {
  return parseSections(text).sections.map(({ name, settings }) => {
    const type = settings.find(([key]) => key === 'type')?.[1] ?? '';
    const shown = new Map<string, string>();
    for (const [key, value] of settings) {
      const option = key.replaceAll('_', '');
      const before = shown.get(option);
      shown.set(option, before === undefined ? value : `${before},${value}`);
    }
    const match = shown.get('match');
    if (match !== undefined) shown.set('match', match.split(',').map(withMask).toSorted().join(','));
    return { type, name, settings: shown };
  });
}

/** `203.0.113.0/24` as AMI shows it: `203.0.113.0/255.255.255.0`. */
function withMask(block: string): string {
  const [address = '', bits = '32'] = block.split('/');
  const mask = [0, 1, 2, 3].map((byte) => 256 - 2 ** (8 - Math.min(8, Math.max(0, Number(bits) - 8 * byte))));
  return `${address}/${mask.join('.')}`;
}
