/** `npm start`: from nothing to a running phone system, in a few printed lines. Ctrl-C stops what was started here. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { destination } from 'pino';
import { startAgent, type RunningAgent } from '../main.ts';
import { migrate } from '../platform/database/index.ts';
import { provisionDatabase } from '../platform/database/provision/index.ts';
import { createLog } from '../platform/log/index.ts';
import { tlsMaterial } from '../platform/tls/index.ts';
import { namesOf, reachableAt } from './addresses.ts';
import { askAddresses } from './ask.ts';
import { chooseAsterisk } from './asterisk.ts';
import { playDemo } from './demo.ts';
import { HELP, parseFlags, UsageError, type StartFlags } from './options.ts';
import { builtPortal } from './portal.ts';
import { choosePort, claimState, openState, type StateFolder } from './state.ts';

const root = resolve(import.meta.dirname, '../../..');
const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
// A stricter one (a careful root's 077) would keep PostgreSQL's and Asterisk's own users from what is handed to them;
// what is secret is made with a mode of its own.
process.umask(0o022);
// A closed terminal (SIGHUP) must not break the way out.
process.stdout.on('error', () => undefined);
/** Last started, first stopped. */
const toStop: { readonly name: string; stop(): Promise<void> }[] = [];
let stopping: Promise<void> | undefined;
/** What is being started now; a signal in the middle waits for it, or it would stay behind. */
let underWay: Promise<unknown> = Promise.resolve();
const PATIENCE_MS = 20_000;
/** For each part to stop. */
const PART_MS = 10_000;
/** npm passes Ctrl-C on to us, who had it from the terminal too: two signals so close are one Ctrl-C. */
const ONE_CTRL_C_MS = 1_000;

class Interrupted extends Error {}

/** Starts a part and sees to it that it is stopped again. */
async function begin<T>(name: string, make: () => Promise<T>, stop: (part: T) => Promise<void>): Promise<T> {
  if (stopping) throw new Interrupted();
  const made = make().then((part) => {
    toStop.push({ name, stop: () => stop(part) });
    return part;
  });
  underWay = made.catch(() => undefined);
  const part = await made;
  if (stopping) throw new Interrupted();
  return part;
}

function stopAll(): Promise<void> {
  return (stopping ??= (async () => {
    say('\nStopping …');
    await Promise.race([underWay, sleep(PATIENCE_MS, undefined, { ref: false })]);
    for (let part = toStop.pop(); part; part = toStop.pop()) {
      const { name, stop } = part;
      const late = sleep(PART_MS, `${name} did not stop within ${PART_MS / 1000} s and is left to itself.`, {
        ref: false,
      });
      const problem = stop().then(
        () => undefined,
        (error: unknown) => `${name} did not stop cleanly: ${wordsOf(error)}`,
      );
      const said = await Promise.race([problem, late]);
      if (said) say(said);
    }
    say('Stopped. Nothing is lost: the next start goes on from here.');
  })());
}

let firstSignalAt = 0;
function onSignal(): void {
  if (stopping && Date.now() - firstSignalAt > ONE_CTRL_C_MS) {
    const left = toStop.map(({ name }) => name).join(', ');
    say(`Ended at once.${left ? ` Still running: ${left}; the next start takes over what is left.` : ''}`);
    process.exit(130);
  }
  if (!stopping) firstSignalAt = Date.now();
  void stopAll().then(() => process.exit(0));
}

async function start(flags: StartFlags): Promise<void> {
  say(`SynergyCall ${version}`);
  const state = openState(flags.state);
  claimState(state);
  await askAddresses(flags, state);
  // Before anything runs: a refusal here leaves nothing to stop, least of all an Asterisk with calls on it.
  const host = flags.httpsHost;
  const wish = { said: flags.httpsPort, known: state.settings.https, usual: 8443, flag: '--https' };
  const https = await choosePort('HTTPS', host, wish);
  const http = await choosePort('HTTP', host, {
    said: flags.httpPort,
    known: state.settings.http,
    usual: 8080,
    flag: '--http',
  });
  const portal = builtPortal(root, say);

  const database = await begin(
    'PostgreSQL',
    () => provisionDatabase({ url: flags.databaseUrl, state: state.dir }),
    (part) => part.stop(),
  );
  // Before Asterisk, which may take a minute to set up: a database that can't be used is said at once.
  await migrate(database.url).catch((error: unknown) => {
    throw new Error(`${database.description} can't be used. ${wordsOf(error)}`, { cause: error });
  });
  say(`Database      ${database.description}`);

  const { sipBind = state.settings.sipBind, publicAddress = state.settings.publicAddress } = flags;
  const names = [host, publicAddress, sipBind].flatMap((name) => (name === undefined ? [] : namesOf(name)));
  const material = () => tlsMaterial({ directory: state.path('tls'), names });
  const tls = await material();
  const choosing = () => chooseAsterisk({ flags, state, tls: tlsForPhones(state, tls), say });
  const asterisk = await begin('Asterisk', choosing, async (part) =>
    part.tag === 'ready' ? await part.stop() : undefined,
  );
  for (const line of asterisk.lines) say(line);

  state.remember({ https, http });
  const logFile = state.path('agent.log');
  const socketPath = state.path('agent.sock');
  const starting = () =>
    startAgent({
      stateDir: state.dir,
      databaseUrl: database.url,
      asterisk: asterisk.tag === 'ready' ? asterisk.connection : undefined,
      tls,
      renewTls: async () => {
        const next = await material();
        // Asterisk has read its own already; the files are for its next start.
        tlsForPhones(state, next);
        return next;
      },
      listen: { host: flags.httpsHost, https, http, ...(Buffer.byteLength(socketPath) <= 107 && { socketPath }) },
      portalDirectory: portal,
      version,
      knownBoxId: state.settings.boxId,
      log: createLog({ to: destination({ dest: logFile, mkdir: true, sync: false, mode: 0o600 }) }),
    });
  const agent = await begin('Agent', starting, (part) => part.stop());
  state.remember({ boxId: agent.boxId });
  tellWhereItRuns(agent, { host: reachableAt(host), fingerprint: tls.caFingerprint, logFile });
  // SECURITY: shown to the person at this terminal only; its hash is in the database, and a new start voids it.
  if (agent.bootstrapCode && !flags.demo)
    say(
      `\nFirst admin   connect with the desktop; it asks for this one-time code:\n              ${agent.bootstrapCode}`,
    );
  if (flags.demo) {
    const playing = () => playDemo({ agent, host: flags.httpsHost, ca: tls.ca, keep: state.path('demo.json'), say });
    await begin('Demo', playing, (demo) => demo.stop()).catch((error: unknown) => {
      if (stopping) throw new Interrupted();
      say(`  Not played: ${wordsOf(error)}`);
    });
  }
  say('\nCtrl-C stops it all.');
}

function tellWhereItRuns(agent: RunningAgent, at: { host: string; fingerprint: string; logFile: string }): void {
  if (agent.core !== 'live')
    say(`Apply         not possible yet: ${agent.core.problem}. What is changed is kept as pending.`);
  const url = `https://${at.host}:${agent.httpsPort}`;
  say(`Portal        ${url}   (people sign in here; http port ${agent.httpPort ?? '-'} leads to it)`);
  say(`Admins        npm run desktop, then connect to ${url}`);
  say(`  certificate SHA-256 of its CA, to compare at the first connection:\n              ${at.fingerprint}`);
  say(`Log           ${at.logFile}`);
  if (!existsSync(join(root, 'node_modules/electron/dist')) && !process.env['ELECTRON_OVERRIDE_DIST_PATH'])
    say(
      'Desktop       its runtime (Electron) is fetched at the first `npm run desktop`; offline, point ELECTRON_OVERRIDE_DIST_PATH at one',
    );
}

/** Asterisk reads certificates from files; the CA is what phones are given. */
function tlsForPhones(state: StateFolder, tls: { key: string; certificate: string; ca: string }) {
  const files = {
    key: state.path('tls', 'phones.key'),
    certificate: state.path('tls', 'phones.crt'),
    ca: state.path('tls', 'phones-ca.crt'),
  };
  for (const part of ['key', 'certificate', 'ca'] as const) {
    if (existsSync(files[part]) && readFileSync(files[part], 'utf8') === tls[part]) continue;
    writeFileSync(`${files[part]}.new`, tls[part], { mode: part === 'key' ? 0o600 : 0o644 });
    renameSync(`${files[part]}.new`, files[part]);
  }
  return files;
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
// `kill` of npm ends npm and its shell and never reaches us (npm 10, seen): whose starter is gone, is to stop.
if (process.env['npm_lifecycle_event'] !== undefined) {
  const starter = process.ppid;
  setInterval(() => {
    if (process.ppid !== starter && !stopping) void stopAll().then(() => process.exit(0));
  }, 500).unref();
}
try {
  const flags = parseFlags(process.argv.slice(2), process.env);
  if (flags.help) say(HELP);
  else await start(flags);
} catch (error) {
  if (error instanceof UsageError) say(error.message);
  else if (stopping) {
    await stopping;
    process.exit(0);
  } else {
    say(`\nNot started: ${wordsOf(error)}`);
    if (toStop.length > 0) await stopAll();
  }
  // What is half open must not keep this process.
  process.exit(1);
}
