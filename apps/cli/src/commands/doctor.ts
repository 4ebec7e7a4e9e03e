import { t } from '@synergycall/ui/messages';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { parseWords } from '../words.ts';

/** Everything an apply needs, one line each, with what to do about it. */
export const doctor: Command = async ({ words, out, signedIn }) => {
  parseWords(words, {});
  const { client } = signedIn();
  const found = await client.diagnostics.doctor.query();
  for (const { name, state, detail, remedy } of found.checks) {
    out.line(`${t(`cli.doctor.${state}`).padEnd(12)} ${name.padEnd(12)} ${detail}`);
    if (remedy !== '') out.line(`${' '.repeat(26)}${remedy}`);
  }
  out.result(found);
  return found.checks.some((check) => check.state === 'failed') ? EXIT.differs : EXIT.ok;
};
