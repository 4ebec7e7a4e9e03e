import { FEATURE_CODES, PARKING_PLACES, type FeatureCode } from '@synergycall/domain';
import { en, t } from '@synergycall/ui';

/** One line of what can be dialled: the code, with what comes after it, and what happens. */
export interface CodeLine {
  readonly key: string;
  readonly dial: string;
  readonly does: string;
}
export interface CodeGroup {
  readonly title: string;
  readonly lines: readonly CodeLine[];
}

/** The name by which the messages know a code. */
function nameOf({ does }: FeatureCode): string {
  switch (does.what) {
    case 'dnd':
      return `dnd.${does.turns}`;
    case 'forward':
      return `forward.${does.event}.${does.turns}`;
    case 'messages':
      return `messages.${does.box}`;
    case 'pickup':
      return `pickup.${does.of}`;
    default:
      return does.what;
  }
}

/** What there are words for; a code without any is left out rather than shown as its key, and a test names it. */
const wordsOf = (key: string): string | undefined =>
  key in en
    ? (t as unknown as (key: string, values: object) => string)(key, {
        places: PARKING_PLACES,
      })
    : undefined;

function dialled({ code, takes }: FeatureCode): string {
  switch (takes) {
    case 'target':
    case 'schedule':
    case 'extension':
    case 'queue-or-nothing':
      return t(`features.dial.${takes}`, { code });
    default:
      return code;
  }
}

function linesOf(code: FeatureCode, parkSeconds: number): CodeLine[] {
  const name = nameOf(code);
  const does = wordsOf(`features.code.${name}`);
  const lines: CodeLine[] = does === undefined ? [] : [{ key: code.code, dial: dialled(code), does }];
  if (code.does.what === 'park')
    lines.push({
      key: `${code.code}-take`,
      dial: t('features.dial.place', { code: code.code }),
      does: `${t('features.code.park.take')} ${t('features.code.park.late', { seconds: parkSeconds })}`,
    });
  return lines;
}

const kindOf = ({ does }: FeatureCode): 'calls' | 'rest' | 'more' =>
  does.what === 'park' || does.what === 'pickup'
    ? 'calls'
    : does.what === 'dnd' || does.what === 'forward'
      ? 'rest'
      : 'more';

/** Every feature code in plain words, by what people look for. `parkSeconds`: as long a parked call waits. */
export const codeGroups = (parkSeconds: number): readonly CodeGroup[] =>
  (['calls', 'rest', 'more'] as const).map((kind) => ({
    title: t(`features.group.${kind}`),
    lines: FEATURE_CODES.filter((code) => kindOf(code) === kind).flatMap((code) => linesOf(code, parkSeconds)),
  }));

/** Those that fit on a sticker, in a few words each. */
export function stickers(): readonly CodeLine[] {
  return FEATURE_CODES.flatMap((code): CodeLine[] => {
    const words = wordsOf(`features.sticker.${nameOf(code)}`);
    const line = words === undefined ? [] : [{ key: code.code, dial: stickerDial(code), does: words }];
    return code.does.what === 'park'
      ? [...line, { key: `${code.code}-take`, dial: `${code.code}…`, does: t('features.sticker.take') }]
      : line;
  });
}

const stickerDial = ({ code, takes }: FeatureCode): string =>
  takes === 'target' || takes === 'schedule' || takes === 'extension' ? `${code}…` : code;
