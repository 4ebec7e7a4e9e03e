import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { objectKind, type ObjectKind } from '@synergycall/domain';
import { t } from '@synergycall/ui/messages';
import { EXIT, Stop } from './exit.ts';

const EVERYWHERE = {
  tenant: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/**
 * The options of one command beside those that all have, and at most so many words without dashes. Throws Stop with the
 * help when a word is off: `apply Acme` must not apply whatever else there is.
 */
export function parseWords<const O extends ParseArgsOptionsConfig>(args: readonly string[], options: O, most = 0) {
  const parsed = (() => {
    try {
      return parseArgs({ args: [...args], options: { ...EVERYWHERE, ...options }, allowPositionals: true });
    } catch (error) {
      throw misused(error instanceof Error ? error.message : String(error));
    }
  })();
  const beyond = parsed.positionals[most];
  if (beyond !== undefined) throw misused(t('cli.too-much', { word: beyond }));
  return parsed;
}

/** Not understood: why, and the help. */
export const misused = (why: string): Stop => new Stop(EXIT.usage, `${why}\n\n${t('cli.help')}`);

/** A local time, or one with a zone; as UTC. */
export function instantOf(word: string): string {
  const at = new Date(word);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(word) || Number.isNaN(at.getTime()))
    throw new Stop(EXIT.usage, t('cli.bad-time', { word }));
  return at.toISOString();
}

export function generationOf(word: string | undefined): number {
  const generation = Number(word);
  if (!Number.isInteger(generation) || generation < 1)
    throw new Stop(EXIT.usage, t('cli.bad-generation', { word: word ?? '' }));
  return generation;
}

/** `user:ID` */
export function objectOf(word: string): { kind: ObjectKind; id: string } {
  const [kind, id] = word.split(':');
  const known = objectKind.safeParse(kind);
  if (!known.success || !id) throw new Stop(EXIT.usage, t('cli.bad-object', { word }));
  return { kind: known.data, id };
}
