/** `npm start`: from nothing to a running phone system, in a few printed lines. Ctrl-C stops what was started here. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { destination } from 'pino';
import { startAgent, type RunningAgent } from '../main.ts';
import { provisionDatabase } from '../platform/database/provision/index.ts';
import { createLog } from '../platform/log/index.ts';
import { tlsMaterial } from '../platform/tls/index.ts';
import { chooseAsterisk } from './asterisk.ts';
import { HELP, parseFlags, UsageError, type StartFlags } from './options.ts';
import { choosePort, openState, type StateFolder } from './state.ts';

const root = resolve(import.meta.dirname, '../../..');
const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
/** Last started, first stopped. */
const toStop: { readonly name: string; stop(): Promise<void> }[] = [];
let stopping: Promise<void> | undefined;

function stopAll(): Promise<void> {
  return (stopping ??= (async () => {
    say('\nStopping …');
    for (const { name, stop } of toStop.reverse()) {
      await stop().catch((error: unknown) =>
        say(`${name} did not stop cleanly: ${error instanceof Error ? error.message : String(error)}`),
      );
    }
    say('Stopped; nothing is lost. `npm start` goes on where this ended.');
  })());
}

async function start(flags: StartFlags): Promise<void> {
  say(`SynergyCall ${version}`);
  const state = openState(flags.state);
  await askAddresses(flags, state);
  const portal = buildPortal();

  const database = await provisionDatabase({ url: flags.databaseUrl, state: state.dir });
  toStop.push({ name: 'PostgreSQL', stop: () => database.stop() });
  say(`Database      ${database.description}`);

  const names = [flags.httpsHost, flags.publicAddress, flags.sipBind].filter(
    (name): name is string => name !== undefined && name !== '0.0.0.0',
  );
  const tls = await tlsMaterial({ directory: state.path('tls'), names });
  const asterisk = await chooseAsterisk({ flags, state, tls: tlsForPhones(state, tls), say });
  if (asterisk.tag === 'ready') toStop.push({ name: 'Asterisk', stop: () => asterisk.stop() });
  for (const line of asterisk.lines) say(line);

  const https = await choosePort('HTTPS', flags.httpsHost, {
    said: flags.httpsPort,
    known: state.settings.https,
    usual: 8443,
  });
  const http = await choosePort('HTTP', flags.httpsHost, {
    said: flags.httpPort,
    known: state.settings.http,
    usual: 8080,
  });
  state.remember({ https, http });
  const logFile = state.path('agent.log');
  const agent = await startAgent({
    stateDir: state.dir,
    databaseUrl: database.url,
    asterisk: asterisk.tag === 'ready' ? asterisk.connection : undefined,
    tls,
    listen: { host: flags.httpsHost, https, http, socketPath: state.path('agent.sock') },
    portalDirectory: portal,
    version,
    knownBoxId: state.settings.boxId,
    log: createLog({ to: destination({ dest: logFile, mkdir: true, sync: false }) }),
  });
  toStop.push({ name: 'Agent', stop: () => agent.stop() });
  state.remember({ boxId: agent.boxId });
  tellWhereItRuns(agent, { host: flags.httpsHost, fingerprint: tls.caFingerprint, logFile });
  if (flags.demo) {
    const { playDemo } = await import('../../../scripts/demo.ts');
    const demo = await playDemo({ agent, host: flags.httpsHost, ca: tls.ca, say });
    toStop.push({ name: 'Demo', stop: () => demo.stop() });
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
  // SECURITY: shown to the person at this terminal only; its hash is in the database, and a new start voids it.
  if (agent.bootstrapCode)
    say(
      `\nFirst admin   open the desktop, choose "Set up", and give this one-time code:\n              ${agent.bootstrapCode}`,
    );
}

/** At the first start in a terminal: which address phones may use. Without a terminal it stays on this machine. */
async function askAddresses(flags: StartFlags, state: StateFolder): Promise<void> {
  if (flags.asterisk === 'none' || flags.demo || flags.sipBind || state.settings.sipBind || !process.stdin.isTTY)
    return;
  const ask = createInterface({ input: process.stdin, output: process.stdout });
  const bind = (
    await ask.question('Address for phones on your network (Enter: only this machine, 127.0.0.1): ')
  ).trim();
  if (bind) {
    const external = (await ask.question('Public address for phones elsewhere (Enter: none): ')).trim();
    const nets = (await ask.question('Local networks, such as 192.0.2.0/24 (Enter: none): ')).trim();
    state.remember({
      sipBind: bind,
      ...(external && { publicAddress: external }),
      localNets: nets ? nets.split(/[\s,]+/) : [],
    });
  }
  ask.close();
}

/** Asterisk reads certificates from files; the CA is what phones are given. */
function tlsForPhones(state: StateFolder, tls: { key: string; certificate: string; ca: string }) {
  const files = {
    key: state.path('tls', 'phones.key'),
    certificate: state.path('tls', 'phones.crt'),
    ca: state.path('tls', 'phones-ca.crt'),
  };
  for (const part of ['key', 'certificate', 'ca'] as const)
    writeFileSync(files[part], tls[part], { mode: part === 'key' ? 0o600 : 0o644 });
  return files;
}

/** A clone has no built pages: they are made at the first start (seconds). */
function buildPortal(): string | undefined {
  const pages = join(root, 'apps/portal/dist');
  if (!existsSync(join(pages, 'index.html'))) {
    say('Portal        building its pages (first start) …');
    spawnSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'], {
      cwd: join(root, 'apps/portal'),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return existsSync(join(pages, 'index.html')) ? pages : undefined;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => void stopAll().then(() => process.exit(0)));
try {
  const flags = parseFlags(process.argv.slice(2), process.env);
  if (flags.help) say(HELP);
  else await start(flags);
} catch (error) {
  if (error instanceof UsageError) say(error.message);
  else {
    say(`\nNot started: ${error instanceof Error ? error.message : String(error)}`);
    await stopAll();
  }
  process.exitCode = 1;
}
