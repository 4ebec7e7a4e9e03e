import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AmiAccount } from '../../agent/src/platform/asterisk-host/types.ts';

export type AmiMessage = Readonly<Record<string, string>>;

export interface AmiWire {
  /** Sends an action and gives its response (the first message; lists follow in `events`). */
  send(action: string, fields?: Readonly<Record<string, string>>): Promise<AmiMessage>;
  readonly events: readonly AmiMessage[];
  waitFor(event: string, timeoutMs?: number): Promise<AmiMessage>;
  close(): void;
}

/** The bare protocol, for tests of accounts and rights; product code goes through the agent's adapter. Throws when the log-in is refused. */
export async function amiWire(account: AmiAccount): Promise<AmiWire> {
  const socket: Socket = connect(account.port, account.host);
  const events: AmiMessage[] = [];
  const pending = new Map<string, (message: AmiMessage) => void>();
  let rest = '';
  let next = 0;
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const blocks = (rest + chunk).split('\r\n\r\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const message = parse(block);
      const answer = message['Response'] === undefined ? undefined : pending.get(message['ActionID'] ?? '');
      if (answer) answer(message);
      else events.push(message);
    }
  });
  socket.on('error', () => undefined);
  const send = (action: string, fields: Readonly<Record<string, string>> = {}) =>
    new Promise<AmiMessage>((resolve, reject) => {
      const id = String((next += 1));
      const timer = setTimeout(() => reject(new Error(`AMI did not answer ${action}`)), 10_000);
      pending.set(id, (message) => (clearTimeout(timer), pending.delete(id), resolve(message)));
      socket.write(
        `${Object.entries({ Action: action, ActionID: id, ...fields })
          .map(([key, value]) => `${key}: ${value}\r\n`)
          .join('')}\r\n`,
      );
    });
  const login = await send('Login', { Username: account.username, Secret: account.password });
  if (login['Response'] !== 'Success') throw new Error(`AMI refused ${account.username}: ${login['Message']}`);
  return {
    send,
    events,
    async waitFor(event, timeoutMs = 5_000) {
      for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(10)) {
        const found = events.find((message) => message['Event'] === event);
        if (found) return found;
      }
      throw new Error(`AMI sent no ${event} within ${timeoutMs} ms`);
    },
    close: () => void socket.destroy(),
  };
}

function parse(block: string): AmiMessage {
  const pairs = block.split('\r\n').flatMap((line) => {
    const colon = line.indexOf(': ');
    return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 2)] as const] : [];
  });
  return Object.fromEntries(pairs);
}
