/** `synergycall`: what the desktop does with applies, for shells and scripts, over the same API. */
import { t } from '@synergycall/ui/messages';
import { apply, cancel } from './commands/apply.ts';
import { diff } from './commands/diff.ts';
import { doctor } from './commands/doctor.ts';
import { drift } from './commands/drift.ts';
import { freeze } from './commands/freeze.ts';
import { history } from './commands/history.ts';
import { login, logout } from './commands/login.ts';
import { restore } from './commands/restore.ts';
import type { Command } from './command.ts';
import { EXIT, Stop } from './exit.ts';
import { connect, stopOf } from './link.ts';
import { printable } from './say.ts';
import { readSession, type Session } from './session.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  login,
  logout,
  diff,
  apply,
  cancel,
  history,
  restore,
  drift,
  freeze,
  doctor,
};

const [word, ...rest] = process.argv.slice(2);
// A reader that closes early (`| head`) ends the command quietly.
process.stdout.on('error', () => process.exit(EXIT.ok));
let url = '';
try {
  if (word === undefined || word === '--help' || word === 'help' || rest.includes('--help')) {
    process.stdout.write(t('cli.help'));
    process.exit(word === undefined ? EXIT.usage : EXIT.ok);
  }
  const command = COMMANDS[word];
  if (!command) throw new Stop(EXIT.usage, `${t('cli.unknown-command', { word })}\n\n${t('cli.help')}`);
  const json = rest.includes('--json');
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  process.exitCode = await command({
    words: rest,
    env: process.env,
    out: {
      json,
      line: (text) => (json ? undefined : write(printable(text))),
      note: (text) => void process.stderr.write(`${printable(text)}\n`),
      result: (value) => (json ? write(JSON.stringify(value, null, 2)) : undefined),
    },
    signedIn: () => {
      const session: Session = readSession(process.env);
      url = session.url;
      return { client: connect(session, session.token), session };
    },
  });
} catch (error) {
  const stop = stopOf(error, url);
  process.stderr.write(`${stop.message.split('\n').map(printable).join('\n')}\n`);
  process.exitCode = stop.exit;
}
// Kept-alive connections would hold the process for seconds.
process.stdout.write('', () => process.exit());
