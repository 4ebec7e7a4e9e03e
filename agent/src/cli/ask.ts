import { createInterface } from 'node:readline/promises';
import { address, hostOrAddress, network, UsageError, type StartFlags } from './options.ts';
import type { StateFolder } from './state.ts';

/** At the first start in a terminal: which address phones may use. Without a terminal it stays on this machine. */
export async function askAddresses(flags: StartFlags, state: StateFolder): Promise<void> {
  if (flags.asterisk === 'none' || flags.demo || flags.sipBind || state.settings.sipBind || !process.stdin.isTTY)
    return;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // The terminal gives Ctrl-C to the question.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const answers = await addressesFrom(
    (question) => terminal.question(question),
    (line) => void process.stdout.write(`${line}\n`),
  );
  if (answers) state.remember(answers);
  terminal.close();
}

export interface Addresses {
  readonly sipBind: string;
  readonly publicAddress?: string;
  readonly localNets: string[];
}

/** The three questions; an answer that a flag would refuse is asked for again. undefined: only this machine. */
export async function addressesFrom(
  ask: (question: string) => Promise<string>,
  say: (line: string) => void,
): Promise<Addresses | undefined> {
  const until = async <T>(question: string, parse: (text: string) => T): Promise<T> => {
    for (;;) {
      try {
        return parse((await ask(question)).trim());
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        say(`  ${error.message}`);
      }
    }
  };
  const sipBind = await until('Address for phones on your network (Enter: only this machine, 127.0.0.1): ', (text) =>
    address('This', text || undefined),
  );
  if (sipBind === undefined) return undefined;
  const publicAddress = await until('Public address for phones elsewhere (Enter: none): ', (text) =>
    hostOrAddress('This', text || undefined),
  );
  const localNets = await until('Local networks, such as 192.0.2.0/24 (Enter: none): ', (text) =>
    text
      .split(/[\s,]+/)
      .filter(Boolean)
      .map((net) => network(net, 'This')),
  );
  return { sipBind, ...(publicAddress && { publicAddress }), localNets };
}
