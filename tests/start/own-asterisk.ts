import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { installation, provisionRootfs } from '../../agent/src/platform/asterisk-host/index.ts';
import { claimPorts, ownFolder, removeFolder } from '../lab/index.ts';

/** A user who is nobody in particular, as Debian's `asterisk` is. */
export const ASTERISK = 60_690;

/** A host with an Asterisk of its own: the program on the PATH, Debian's configuration files, a user of its own. */
export interface OwnAsterisk {
  /** To be put first on a PATH. */
  readonly bin: string;
  readonly etc: string;
  readonly lib: string;
  readonly ports: { readonly sip: number; readonly ami: number };
  readonly pid: number | undefined;
  start(): Promise<void>;
  stop(): Promise<void>;
  cli(command: string): string;
  /** Every file of `etc` with its text, by its path. */
  texts(): Map<string, string>;
  /** `uid:gid mode` of each. */
  owners(): Map<string, string>;
  remove(): Promise<void>;
}

/** Its admin moved the AMI and the SIP port, and took away what would listen beyond this machine. */
export async function ownAsterisk(): Promise<OwnAsterisk> {
  const { dir: rootfs } = await provisionRootfs();
  const install = installation(rootfs);
  const claim = await claimPorts(24);
  const [sip = 0, ami = 0, ...voice] = claim.ports;
  const first = voice.find((port) => port % 2 === 0) ?? 0;
  const dir = ownFolder('h');
  const [bin, etc] = [join(dir, 'bin'), join(dir, 'etc')];
  mkdirSync(bin);
  const program = join(bin, 'asterisk');
  writeFileSync(program, `#!/bin/sh\nexec ${[install.command, ...install.args].join(' ')} "$@"\n`);
  chmodSync(program, 0o755);
  cpSync(join(rootfs, 'etc/asterisk'), etc, { recursive: true });
  for (const name of ['lib', 'spool', 'run', 'log', 'cache']) {
    mkdirSync(join(dir, name));
    chownSync(join(dir, name), ASTERISK, ASTERISK);
    chmodSync(join(dir, name), 0o750);
  }
  const edit = (name: string, change: (text: string) => string) =>
    writeFileSync(join(etc, name), change(readFileSync(join(etc, name), 'utf8')));
  const places: Record<string, string> = {
    astcachedir: join(dir, 'cache'),
    astetcdir: etc,
    astmoddir: install.modules,
    astvarlibdir: join(dir, 'lib'),
    astdbdir: join(dir, 'lib'),
    astkeydir: join(dir, 'lib'),
    astdatadir: install.data,
    astagidir: join(dir, 'lib'),
    astspooldir: join(dir, 'spool'),
    astrundir: join(dir, 'run'),
    astlogdir: join(dir, 'log'),
  };
  edit('asterisk.conf', (text) =>
    text
      .replace(/^\[directories\]\(!\)/m, '[directories]')
      .replace(/^(ast\w+dir) => .*$/gm, (line, key: string) => (places[key] ? `${key} => ${places[key]}` : line)),
  );
  edit('manager.conf', (text) => text.replace(/^port = .*$/m, `port = ${ami}`));
  const beyond = ['chan_iax2', 'pbx_dundi', 'chan_unistim', 'chan_mgcp', 'chan_ooh323', 'res_snmp', 'chan_motif'];
  appendFileSync(join(etc, 'modules.conf'), `\n${beyond.map((name) => `noload => ${name}.so\n`).join('')}`);
  appendFileSync(join(etc, 'pjsip.conf'), `\n[my-phones]\ntype = transport\nprotocol = udp\nbind = 127.0.0.1:${sip}\n`);
  writeFileSync(join(etc, 'rtp.conf'), `[general]\nrtpstart=${first}\nrtpend=${voice.at(-1)}\n`);
  for (const path of ['.', ...readdirSync(etc, { recursive: true }).map(String)])
    chownSync(join(etc, path), ASTERISK, ASTERISK);

  const env = { PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin`, LANG: 'C.UTF-8', HOME: join(dir, 'lib') };
  const conf = join(etc, 'asterisk.conf');
  let child: ChildProcess | undefined;
  const cli = (command: string): string =>
    spawnSync(program, ['-C', conf, '-rx', command], { env, encoding: 'utf8', timeout: 10_000 }).stdout;
  const own: OwnAsterisk = {
    bin,
    etc,
    lib: join(dir, 'lib'),
    ports: { sip, ami },
    get pid() {
      return child?.exitCode === null && child.signalCode === null ? child.pid : undefined;
    },
    async start() {
      const console = openSync(join(dir, 'console.log'), 'a');
      const user = [`--reuid=${ASTERISK}`, `--regid=${ASTERISK}`, '--clear-groups', '--no-new-privs'];
      const limits = ['--as=8589934592', '--core=0', '--'];
      child = spawn('prlimit', [...limits, 'setpriv', ...user, '--', program, '-C', conf, '-f'], {
        env,
        stdio: ['ignore', console, console],
        cwd: join(dir, 'run'),
      });
      for (const end = Date.now() + 60_000; ;) {
        if (own.pid === undefined || Date.now() > end) throw new Error(`own Asterisk did not boot\n${logOf(dir)}`);
        if (existsSync(join(dir, 'run/asterisk.ctl')) && cli('core waitfullybooted').includes('fully booted')) return;
        await new Promise((done) => setTimeout(done, 50));
      }
    },
    async stop() {
      const running = child;
      if (!running || own.pid === undefined) return;
      const ended = new Promise((done) => running.once('exit', done));
      running.kill('SIGTERM');
      const patience = setTimeout(() => running.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(patience);
    },
    cli,
    texts: () => new Map(filesOf(etc).map((path) => [path, readFileSync(join(etc, path), 'utf8')])),
    owners: () =>
      new Map(
        filesOf(etc).map((path) => {
          const { uid, gid, mode } = lstatSync(join(etc, path));
          return [path, `${uid}:${gid} ${(mode & 0o7777).toString(8)}`];
        }),
      ),
    async remove() {
      await own.stop();
      claim.release();
      removeFolder(dir);
    },
  };
  return own;
}

function logOf(dir: string): string {
  return readFileSync(join(dir, 'console.log'), 'utf8').split('\n').slice(-15).join('\n');
}

const filesOf = (etc: string): string[] =>
  readdirSync(etc, { recursive: true })
    .map(String)
    .filter((path) => lstatSync(join(etc, path)).isFile())
    .toSorted();
