import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownFolder, removeFolder } from '../place.ts';
import { claimPorts } from '../ports.ts';
import { baresipControl, type BaresipControl, type BaresipEvent } from './baresip-control.ts';
import { parseSip } from './sip-message.ts';
import { toneWav } from './tone.ts';
import type { PhoneOptions, SipMessage } from './types.ts';

const COLOUR = String.fromCharCode(27);
/** `baresip -s` colours its trace: a `#`, a line with addresses, the message, colour off. */
const TRACE_BEGINS = new RegExp(`${COLOUR}\\[36;1m#\\n\\w+ (\\S+) -> (\\S+)\\n`);
const TRACE_ENDS = `${COLOUR}[;m`;
const MODULES = '/usr/lib/baresip/modules';
/** Processes of this run; killed if the run dies before they were told to leave. */
const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

export interface BaresipProcess {
  readonly pid: number;
  readonly folder: string;
  readonly startMs: number;
  readonly control: BaresipControl;
  residentKb(): number | undefined;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  kill(): void;
  /** Removes its folder (and with it recordings). */
  clean(): void;
}

export interface BaresipListeners {
  onSip: (message: SipMessage) => void;
  onEvent: (event: BaresipEvent) => void;
  /** The process is gone; `how` names exit code or signal. */
  onEnd: (how: string) => void;
}

function configuration(options: PhoneOptions, folder: string, controlPort: number): string {
  const address = options.localAddress ?? '127.0.0.1';
  const lines = [
    'poll_method epoll',
    `net_interface ${address}`,
    `sip_listen ${address}:0`,
    'call_max_calls 8',
    'call_local_timeout 120',
    // aubridge with nobody at the other end is a sound card that costs nothing; sndfile records what was decoded.
    'audio_player aubridge,nowhere',
    'audio_alert aubridge,nobody',
    `audio_source aufile,${join(folder, 'tone.wav')}`,
    'ausrc_srate 8000',
    'auplay_srate 8000',
    'ausrc_channels 1',
    'auplay_channels 1',
    `snd_path ${folder}`,
    // After a transfer another source speaks; baresip 1.0.0's jitter buffer then drops all of it as late (seen, 2 of 3 times).
    'jitter_buffer_delay 0-0',
    'ring_aufile none',
    'ringback_aufile none',
    'callwaiting_aufile none',
    'statmode_default off',
    // Between the lab's ports (up to 32000) and the kernel's own range, so that media meets neither.
    'rtp_ports 32000-32766',
    `module_path ${MODULES}`,
    ...['g711', 'aufile', 'aubridge', 'sndfile', 'srtp', 'dtls_srtp'].map((name) => `module ${name}.so`),
    'module_tmp uuid.so',
    'module_tmp account.so',
    'module_app menu.so',
    'module_app ctrl_tcp.so',
    `ctrl_tcp_listen 127.0.0.1:${controlPort}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Cuts SIP messages out of what baresip prints, and tells sent from received by the server's port. */
function traceReader(
  serverPort: number,
  secrets: readonly string[],
  onSip: (message: SipMessage) => void,
): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    rest += chunk;
    for (;;) {
      const begin = TRACE_BEGINS.exec(rest);
      if (!begin) {
        rest = rest.slice(-200);
        return;
      }
      const from = begin.index + begin[0].length;
      const end = rest.indexOf(TRACE_ENDS, from);
      if (end < 0) {
        rest = rest.slice(begin.index);
        return;
      }
      const sent = begin[2]?.endsWith(`:${serverPort}`) ?? false;
      const message = parseSip(rest.slice(from, end).replace(/\n$/, ''), sent ? 'sent' : 'received', secrets);
      rest = rest.slice(end + TRACE_ENDS.length);
      if (message) onSip(message);
    }
  };
}

/** Starts one baresip with its own folder, ports and control connection. Ready when this resolves (about 0.1 s, 10 MB). */
export async function startBaresip(options: PhoneOptions, listeners: BaresipListeners): Promise<BaresipProcess> {
  const began = performance.now();
  const folder = ownFolder('p');
  // Claimed, not just free: two phones on one control port would take each other's connection.
  const claim = await claimPorts(1);
  const controlPort = claim.first;
  writeFileSync(join(folder, 'config'), configuration(options, folder, controlPort));
  writeFileSync(join(folder, 'tone.wav'), toneWav(options.tone ?? 440, 60));
  // SECURITY: accounts stays empty; the secret arrives over the loopback control connection and is on no disk and in no argv.
  for (const name of ['accounts', 'contacts']) writeFileSync(join(folder, name), '');
  // setpriv: a phone ends with whoever started it, even by kill -9. stdbuf: into a pipe baresip would hold its trace back in 4 kB blocks.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'stdbuf', '-oL', 'baresip', '-4', '-s', '-f', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  alive.add(child);
  const said: string[] = [];
  const clean = (): void => {
    claim.release();
    removeFolder(folder);
  };
  const ended = new Promise<void>((resolve) => {
    const gone = (how: string): void => {
      alive.delete(child);
      listeners.onEnd(how);
      resolve();
    };
    child.once('exit', (code, signal) => gone(`exit ${signal ?? code}`)).once('error', (error) => gone(error.message));
  });
  const ready = new Promise<void>((resolve, reject) => {
    const notReady = (why: string): void =>
      reject(new Error(`baresip did not start: ${why} (${said.join('').trim().split('\n').slice(-3).join(' / ')})`));
    const timer = setTimeout(() => notReady('not ready after 10 s'), 10_000);
    const read = traceReader(options.server.port, [options.secret], listeners.onSip);
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      if (said.length < 50) said.push(chunk);
      if (said.length < 50 && said.join('').includes('baresip is ready')) {
        clearTimeout(timer);
        resolve();
      }
      read(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      if (said.length < 50) said.push(chunk);
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      notReady(error.message);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      notReady(`it ended with ${code}`);
    });
  });
  try {
    await ready;
    const control = await baresipControl(controlPort, listeners.onEvent);
    return {
      pid: child.pid ?? 0,
      folder,
      control,
      ended,
      clean,
      startMs: Math.round(performance.now() - began),
      kill: () => void child.kill('SIGKILL'),
      residentKb: () => {
        try {
          return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);
        } catch {
          return undefined;
        }
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    clean();
    throw error;
  }
}
