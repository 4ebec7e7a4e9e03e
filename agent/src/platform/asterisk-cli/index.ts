import { connect } from 'node:net';
import { fail, ok, type Result } from '@synergycall/domain';

export type CliFailure =
  | { readonly code: 'cli.down'; readonly reason: string }
  | { readonly code: 'cli.timeout'; readonly afterMs: number };

/**
 * Asterisk's control socket, what `asterisk -rx` speaks, for the few commands that must work without AMI or that
 * AMI does not have. Closed on purpose: no command with a secret, nothing a person typed.
 */
export interface AsteriskCli {
  /**
   * Makes AstDB's open transaction durable now. Asterisk's db_sync_thread commits at the first write and then sleeps
   * a second (seen on 22.10.1); this command runs on its own connection, between two look-ups, and changes no data.
   */
  commitAstdb(timeoutMs?: number): Promise<Result<void, CliFailure>>;
  /** The PJSIP endpoints whose name begins so: one look for all of them (AMI takes 1 ms for each). */
  listEndpoints(prefix: string, timeoutMs?: number): Promise<Result<ReadonlySet<string>, CliFailure>>;
  reloadDialplan(timeoutMs?: number): Promise<Result<void, CliFailure>>;
  reloadPjsip(timeoutMs?: number): Promise<Result<void, CliFailure>>;
  putKey(
    entry: { readonly family: string; readonly key: string; readonly value: string },
    timeoutMs?: number,
  ): Promise<Result<void, CliFailure>>;
  deleteKey(
    key: { readonly family: string; readonly key: string },
    timeoutMs?: number,
  ): Promise<Result<void, CliFailure>>;
}

// A comma joins the tags of a hint; the console splits at blanks only.
const WORD = /^[A-Za-z0-9_.,/-]{1,250}$/;

/** @param socket path of `asterisk.ctl`. */
export function asteriskCli(socket: string): AsteriskCli {
  const run = async (command: string, timeoutMs = 5_000): Promise<Result<void, CliFailure>> => {
    const answer = await askConsole(socket, command, timeoutMs);
    return answer.ok ? ok(undefined) : answer;
  };
  return {
    commitAstdb: (timeoutMs) => run('database query "COMMIT; BEGIN"', timeoutMs),
    listEndpoints: async (prefix, timeoutMs = 15_000) => {
      const said = await askConsole(socket, `pjsip list endpoints like ^${word(prefix)}`, timeoutMs);
      if (!said.ok) return said;
      return ok(new Set([...said.value.matchAll(/^ Endpoint: {2}([^\s/<]+)/gm)].map(([, id = '']) => id)));
    },
    reloadDialplan: (timeoutMs) => run('dialplan reload', timeoutMs),
    reloadPjsip: (timeoutMs) => run('module reload res_pjsip.so', timeoutMs),
    putKey: ({ family, key, value }, timeoutMs) =>
      run(`database put ${word(family)} ${word(key)} ${word(value)}`, timeoutMs),
    deleteKey: ({ family, key }, timeoutMs) => run(`database del ${word(family)} ${word(key)}`, timeoutMs),
  };
}

/** SECURITY: no blanks, quotes or newlines reach the command line. */
function word(text: string): string {
  if (!WORD.test(text)) throw new Error('asterisk-cli: not a plain word');
  return text;
}

/**
 * One command on a control socket, and what it printed. For adapters that own the Asterisk behind it; SECURITY: the
 * command is theirs, nothing a person typed. `cli quit after …` makes Asterisk close the connection when the command
 * has ended, which is the only end there is.
 */
export function askConsole(socket: string, command: string, timeoutMs: number): Promise<Result<string, CliFailure>> {
  return new Promise((resolve) => {
    let output = '';
    const client = connect(socket);
    const end = (result: Result<string, CliFailure>): void => {
      clearTimeout(timer);
      client.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => end(fail({ code: 'cli.timeout', afterMs: timeoutMs })), timeoutMs);
    client.once('data', () => client.write(`cli quit after ${command}\0`));
    client.on('data', (bytes) => (output += bytes.toString('utf8')));
    client.on('error', (error: NodeJS.ErrnoException) =>
      end(fail({ code: 'cli.down', reason: error.code ?? 'unknown' })),
    );
    client.on('close', () => end(output === '' ? fail({ code: 'cli.down', reason: 'closed' }) : ok(output)));
  });
}
