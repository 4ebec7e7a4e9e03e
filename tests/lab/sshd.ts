import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isRoot, ownFolder, reapOrphans, removeFolder } from './place.ts';
import { claimPorts } from './ports.ts';
import { serverProcess } from './server-process.ts';

const run = promisify(execFile);

export interface LabSshd {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly username: string;
  /** The client key (OpenSSH format), as text and as file: logs in as the current user. */
  readonly privateKey: string;
  readonly privateKeyFile: string;
  /** `SHA256:…`, as ssh shows it. */
  readonly hostFingerprint: string;
  /** A new host key from the next start on (the "changed key" case). */
  replaceHostKey(): Promise<string>;
  start(): Promise<void>;
  stop(): Promise<void>;
  release(): Promise<void>;
}

/** A private sshd on loopback with its own host key; key log-in of the current user; TCP and unix-socket forwarding allowed. */
export async function labSshd(): Promise<LabSshd> {
  await reapOrphans();
  const dir = ownFolder('ssh');
  const claim = await claimPorts(2);
  const [hostKey, clientKey] = [join(dir, 'host_key'), join(dir, 'client_key')];
  await Promise.all([makeKey(hostKey), makeKey(clientKey)]);
  writeFileSync(join(dir, 'authorized_keys'), readFileSync(`${clientKey}.pub`), { mode: 0o600 });
  writeFileSync(join(dir, 'sshd_config'), config(dir, claim.first));
  // sshd insists on its privilege separation folder when started by root; Debian makes it at boot only.
  if (isRoot) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const server = serverProcess({
    name: 'sshd',
    argv: ['/usr/sbin/sshd', '-D', '-e', '-f', join(dir, 'sshd_config')],
    cwd: '/',
    log: join(dir, 'sshd.log'),
    pidfile: join(dir, 'sshd.process.json'),
    user: undefined,
    gentle: 'SIGTERM',
    probe: () => greets(claim.first),
  });
  await server.start();
  return {
    host: '127.0.0.1',
    port: claim.first,
    username: userInfo().username,
    privateKey: readFileSync(clientKey, 'utf8'),
    privateKeyFile: clientKey,
    hostFingerprint: await fingerprint(hostKey),
    async replaceHostKey() {
      await run('rm', ['-f', hostKey, `${hostKey}.pub`]);
      await makeKey(hostKey);
      return fingerprint(hostKey);
    },
    start: () => server.start(),
    // Its sessions end with it: a cut connection is what tests of reconnecting want.
    stop: () => server.kill(),
    async release() {
      await server.kill();
      claim.release();
      removeFolder(dir);
    },
  };
}

function config(dir: string, port: number): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(dir, 'host_key')}`,
    `AuthorizedKeysFile ${join(dir, 'authorized_keys')}`,
    `PidFile ${join(dir, 'sshd.pid')}`,
    `AllowUsers ${userInfo().username}`,
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PubkeyAuthentication yes',
    'UsePAM no',
    // The lab's folders belong to several users.
    'StrictModes no',
    'AllowTcpForwarding yes',
    'AllowStreamLocalForwarding yes',
    'AllowAgentForwarding yes',
    'LogLevel VERBOSE',
    '',
  ].join('\n');
}

async function makeKey(file: string): Promise<void> {
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'synergycall-lab', '-f', file]);
}

async function fingerprint(key: string): Promise<string> {
  const { stdout } = await run('ssh-keygen', ['-l', '-E', 'sha256', '-f', `${key}.pub`]);
  return stdout.split(' ')[1] ?? '';
}

/** Resolves once the port sends an SSH banner. */
function greets(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(2_000, () => socket.destroy(new Error('no banner')));
    socket.once('error', reject);
    socket.once(
      'data',
      (data) => (socket.destroy(), data.toString().startsWith('SSH-') ? resolve() : reject(new Error('not SSH'))),
    );
  });
}
