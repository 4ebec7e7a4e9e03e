import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks on the terminal; without one, the next line of standard input answers (scripts). Questions go to standard error. */
export async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  if (!process.stdin.isTTY) return nextLine();
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
  }
}

/** SECURITY: what is typed is not shown, and never stands in argv. */
export async function askSecret(question: string): Promise<string> {
  process.stderr.write(question);
  if (!process.stdin.isTTY) return nextLine();
  const mute = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: mute, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}

let lines: AsyncIterator<string> | undefined;
async function nextLine(): Promise<string> {
  lines ??= createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const { value, done } = await lines.next();
  return done ? '' : value;
}
