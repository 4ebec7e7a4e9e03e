import { chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabAsterisk } from './types.ts';

/** One of Asterisk's own call records: from one channel to one other, or to none. */
export interface CallRecord {
  /** The tenant's tag, as the phone's row or the core set it. */
  readonly account: string;
  /** Number of whoever called. */
  readonly from: string;
  /** The endpoint that called, and the one that was called; '': none, or no phone nor trunk. */
  readonly caller: string;
  readonly called: string;
  readonly disposition: string;
  /** Seconds since it began, and since it was answered, with their fractions. */
  readonly seconds: number;
  readonly talked: number;
  /** All records of one call share it. */
  readonly call: string;
}

const FIELDS = ['accountcode', 'src', 'channel', 'dstchannel', 'disposition', 'duration,f', 'billsec,f', 'linkedid'];
const endpointOf = (channel: string): string => /^PJSIP\/(.+)-[0-9a-f]{8}$/.exec(channel)?.[1] ?? '';

/**
 * Switches call records on, which SynergyCall's own Asterisk has off, into a file of the lab. For one Asterisk, once it
 * runs; a restart of it loses them. The answer reads what was written so far: a record comes when its part of the call ends.
 */
export async function callRecords(asterisk: LabAsterisk): Promise<() => CallRecord[]> {
  const { etc, log } = asterisk.paths;
  const folder = join(log, 'cdr-custom');
  mkdirSync(folder, { recursive: true });
  // Asterisk is not who we are.
  const { uid, gid } = statSync(log);
  chownSync(folder, uid, gid);
  writeFileSync(join(etc, 'cdr.conf'), '[general]\nenable = yes\nunanswered = yes\ncongestion = yes\n');
  const columns = FIELDS.map((name) => `\${CSV_QUOTE(\${CDR(${name})})}`).join(',');
  writeFileSync(join(etc, 'cdr_custom.conf'), `[mappings]\nlab.csv => ${columns}\n`);
  for (const command of ['module load res_cdrel_custom.so', 'module load cdr_custom.so', 'module reload cdr'])
    await asterisk.cli(command);
  const status = await asterisk.cli('cdr show status');
  if (!/Logging:\s+Enabled/.test(status) || !/custom/i.test(status))
    throw new Error(`lab: call records are not on\n${status}`);
  const file = join(folder, 'lab.csv');
  return () =>
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((row) => row.endsWith('"'))
          .map(recordOf)
      : [];
}

function recordOf(row: string): CallRecord {
  const cells = row.slice(1, -1).split('","');
  const [account = '', from = '', caller = '', called = '', disposition = '', seconds, talked, call = ''] = cells;
  if (cells.length !== FIELDS.length) throw new Error(`lab: no call record: ${row}`);
  const parties = { caller: endpointOf(caller), called: endpointOf(called) };
  return { account, from, ...parties, disposition, seconds: Number(seconds), talked: Number(talked), call };
}
