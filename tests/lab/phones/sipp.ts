import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimPorts } from '../ports.ts';
import { CALL, REGISTER } from './sipp-scenarios.ts';

export interface SippPhone {
  username: string;
  secret: string;
}

interface Load {
  server: { host: string; port: number };
  phones: readonly SippPhone[];
  /** Per second; up to 300, so that a slip of the pen does not take the machine. */
  rate: number;
  transport?: 'udp' | 'tcp';
  /** Seconds after which sipp is stopped. Default 60. */
  within?: number;
  /** Never more calls than that at once; with a higher rate than can be had, as many a second as go. Default 2,000. */
  atOnce?: number;
}

export interface LoadResult {
  attempted: number;
  ok: number;
  failed: number;
  /** From the authenticated request to its 200, milliseconds, in sipp's steps of 4. */
  setUp: { p50: number; p90: number; p99: number; max: number };
  /** Of the whole load, from the start of sipp to its end. */
  tookMs: number;
  /** What sipp complained about first, secrets masked; for the failure message. */
  complaint: string | undefined;
}

/** Registers every phone once. Their contacts point at a port nobody serves afterwards. */
export function registerLoad(load: Load & { expires?: number }): Promise<LoadResult> {
  return run({
    ...load,
    scenario: REGISTER,
    count: load.phones.length,
    fields: (phone) => `${phone.username};${authentication(phone)};${load.expires ?? 3600}`,
  });
}

/** Places `calls` calls to `dialled`, taking callers in turn, talks for `talkMs` and hangs up. Somebody must answer. */
export function callLoad(load: Load & { calls: number; dialled: string; talkMs?: number }): Promise<LoadResult> {
  return run({
    ...load,
    scenario: CALL,
    count: load.calls,
    extra: ['-d', String(load.talkMs ?? 1000)],
    fields: (phone) => `${phone.username};${authentication(phone)};${load.dialled}`,
  });
}

const authentication = ({ username, secret }: SippPhone): string =>
  `[authentication username=${username} password=${secret}]`;

async function run(
  load: Load & { scenario: string; count: number; extra?: readonly string[]; fields: (phone: SippPhone) => string },
): Promise<LoadResult> {
  if (load.rate > 300 || load.count > 20_000)
    throw new Error('this load is beyond what the lab allows (300 per second, 20,000 in all)');
  const folder = mkdtempSync(join(tmpdir(), 'synergycall-load-'));
  const claim = await claimPorts(4);
  try {
    writeFileSync(join(folder, 'load.xml'), load.scenario);
    // SECURITY: secrets reach sipp by a 0600 file, never by argv, and the folder is removed below.
    writeFileSync(join(folder, 'phones.csv'), `SEQUENTIAL\n${load.phones.map(load.fields).join('\n')}\n`, {
      mode: 0o600,
    });
    const [local = 0, , media = 0] = claim.ports;
    const began = performance.now();
    await new Promise<void>((resolve, reject) => {
      const args = [
        `${load.server.host}:${load.server.port}`,
        '-i',
        '127.0.0.1',
        '-p',
        String(local),
        '-mi',
        '127.0.0.1',
        '-mp',
        String(media),
        '-sf',
        join(folder, 'load.xml'),
        '-inf',
        join(folder, 'phones.csv'),
        '-m',
        String(load.count),
        '-r',
        String(load.rate),
        '-l',
        String(load.atOnce ?? 2_000),
        '-t',
        load.transport === 'tcp' ? 't1' : 'u1',
        '-recv_timeout',
        '15000',
        '-timeout',
        `${load.within ?? 60}s`,
        '-nostdin',
        '-aa',
        '-trace_stat',
        '-stf',
        join(folder, 'stat.csv'),
        '-fd',
        '1',
        '-trace_rtt',
        '-rtt_freq',
        '1',
        '-trace_err',
        '-error_file',
        join(folder, 'errors.log'),
        ...(load.extra ?? []),
      ];
      execFile(
        'sipp',
        args,
        {
          cwd: folder,
          env: { ...process.env, TERM: 'dumb' },
          maxBuffer: 64 * 1024 * 1024,
          timeout: ((load.within ?? 60) + 30) * 1000,
        },
        // Failed calls give exit code 1 and are counted below; only sipp that could not run at all is our failure.
        (error) =>
          error && (error as NodeJS.ErrnoException).code === 'ENOENT'
            ? reject(new Error('sipp is not installed'))
            : resolve(),
      );
    });
    return result(folder, { ...load, tookMs: performance.now() - began });
  } finally {
    claim.release();
    rmSync(folder, { recursive: true, force: true });
  }
}

function result(folder: string, load: { count: number; phones: readonly SippPhone[]; tookMs: number }): LoadResult {
  const read = (name: string): string => {
    try {
      return readFileSync(join(folder, name), 'utf8');
    } catch {
      return '';
    }
  };
  const rows = read('stat.csv')
    .trim()
    .split('\n')
    .map((line) => line.split(';'));
  const last = rows.at(-1) ?? [];
  const column = (name: string): number => Number(last[rows[0]?.indexOf(name) ?? -1] ?? 0);
  const rttFile = readdirSync(folder).find((name) => name.endsWith('_rtt.csv'));
  const times = (rttFile ? read(rttFile) : '')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => Number(line.split(';')[1]))
    .sort((a, b) => a - b);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? Number.NaN;
  const ok = column('SuccessfulCall(C)');
  const complaint = load.phones.reduce(
    (text, { secret }) => text.replaceAll(secret, '***'),
    read('errors.log').slice(0, 300).trim(),
  );
  return {
    attempted: load.count,
    ok,
    failed: load.count - ok,
    tookMs: load.tookMs,
    setUp: { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: times.at(-1) ?? Number.NaN },
    complaint: complaint || undefined,
  };
}
