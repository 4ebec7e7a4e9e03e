import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { sql } from 'kysely';
import { freeze, thaw, type LabServer } from '../lab/index.ts';
import type { TestBox } from './box.ts';
import { filesBelow } from './random-check.ts';
import type { Fault } from './random-plan.ts';
import type { Point, PointHook } from './random-points.ts';

/** The mark of a hand edit: harmless to Asterisk, findable afterwards. */
const MARK = '; a hand edit that must not get lost';

export interface Scene {
  readonly box: TestBox;
  /** An own server; absent on SQLite. */
  readonly mariadb: LabServer | undefined;
}
/** What a fault may do besides breaking stores. */
export interface Meddler {
  /** The dialplan file of the tenant that is applied, relative to Asterisk's configuration folder. */
  readonly file: string;
  secondApply(pick: number): Promise<unknown>;
  changeMeanwhile(pick: number): Promise<unknown>;
}

/** Puts faults on real parts at counted points, takes them away again, and tells what hand edits came to. */
export function faultBench({ box, mariadb }: Scene) {
  const under = new Set<Promise<unknown>>();
  const edits = new Set<string>();
  const away = { asterisk: false, postgres: false, store: false };
  let refused = { until: 0, how: 'rows-refused' };
  let full = { disk: 0, journal: 0 };
  const track = (work: Promise<unknown>): void => {
    const one = work.catch(() => undefined).finally(() => under.delete(one));
    under.add(one);
  };

  /** Gone now, back after `ms`; once at a time. */
  async function outage(
    part: keyof typeof away,
    ms: number,
    server: { kill(): Promise<void>; start(): Promise<void> },
  ) {
    if (away[part]) return;
    away[part] = true;
    await server.kill();
    track(sleep(ms).then(async () => (await server.start(), (away[part] = false))));
  }

  async function strike(fault: Fault, meddler: Meddler): Promise<void> {
    const { does, ms, pick } = fault;
    const { asterisk } = box;
    switch (does) {
      case 'ami-cut':
        box.ami.cut();
        track(sleep(ms).then(() => box.ami.mend()));
        return;
      case 'asterisk-killed':
        return outage('asterisk', ms, { kill: () => asterisk.kill('SIGKILL'), start: () => asterisk.start() });
      case 'asterisk-stopped': {
        const { pid } = asterisk;
        if (away.asterisk || pid === undefined) return;
        away.asterisk = true;
        await freeze(pid);
        track(sleep(ms).then(() => (thaw(pid), (away.asterisk = false))));
        return;
      }
      case 'rows-refused':
      case 'rows-unknown':
        refused = { until: Date.now() + ms, how: does };
        return;
      case 'store-killed':
        if (mariadb) return outage('store', ms, mariadb);
        return holdSqlite(ms);
      case 'postgres-killed':
        return outage('postgres', ms, box.postgres);
      case 'postgres-cut':
        await box.database.inPlatform(box.platform, ({ db }) =>
          sql`select pg_terminate_backend(pid) from pg_stat_activity
              where datname = current_database() and pid <> pg_backend_pid()`.execute(db),
        );
        return;
      case 'disk-full':
        full = { ...full, disk: Date.now() + ms };
        return;
      case 'journal-full':
        full = { ...full, journal: Date.now() + ms };
        return;
      case 'hand-edit':
      case 'misload': {
        const path = join(asterisk.paths.etc, meddler.file);
        // Where there is none yet, somebody makes one.
        if (!existsSync(path) && does === 'misload') return;
        mkdirSync(dirname(path), { recursive: true });
        const line = `${MARK} ${pick}`;
        edits.add(line);
        appendFileSync(path, does === 'misload' ? `\nexten => 66${pick},1,NoOp(by someone)\n${line}\n` : `${line}\n`);
        return;
      }
      case 'second-apply':
        track(meddler.secondApply(pick));
        return;
      case 'change-meanwhile':
        track(meddler.changeMeanwhile(pick));
        // Time for it to get in between.
        await sleep(20);
    }
  }

  /** Another writer that does not let go. */
  async function holdSqlite(ms: number): Promise<void> {
    const { realtime } = box.address.asterisk;
    if (realtime.kind !== 'sqlite' || away.store) return;
    away.store = true;
    const other = new BetterSqlite3(realtime.file);
    other.exec('begin exclusive');
    track(
      sleep(ms).then(() => {
        other.exec('rollback');
        other.close();
        away.store = false;
      }),
    );
  }

  /** What a store that is refused or full says instead. */
  function insteadOf({ name, when }: Point): { readonly instead: unknown } | undefined {
    const now = Date.now();
    const isWrite = name === 'realtime.transact';
    const store = box.realtime.kind;
    if (isWrite && when === 'before' && now < refused.until && refused.how === 'rows-refused')
      return { instead: { ok: false, error: { code: 'realtime.full', store } } };
    if (isWrite && when === 'after' && now < refused.until && refused.how === 'rows-unknown')
      return { instead: { ok: false, error: { code: 'realtime.down', store, reason: 'cut', committing: true } } };
    if (/^files\.(swap|keepGeneration|stage|remember|restore)$/.test(name) && when === 'before' && now < full.disk)
      return {
        instead: { ok: false, error: { code: 'files.io', path: 'a full disk', operation: 'write', errno: 'ENOSPC' } },
      };
    if (name === 'journal.append' && when === 'before' && now < full.journal)
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    return undefined;
  }

  return {
    /** Faults at points of the apply that follows; `length` is how many calls an undisturbed one makes. */
    armed(faults: readonly Fault[], length: number, meddler: Meddler): PointHook & { readonly struck: string[] } {
      const waiting = faults.map((fault) => ({ fault, nth: 1 + Math.floor(fault.at * length) }));
      const struck: string[] = [];
      let passed = 0;
      return {
        struck,
        async passed(point) {
          if (point.when === 'before') passed += 1;
          const due = waiting.filter(({ fault, nth }) =>
            fault.does === 'misload'
              ? point.name === 'asterisk.reloadDialplan' && point.when === 'before'
              : passed >= nth && point.when === fault.when,
          );
          for (const one of due) {
            waiting.splice(waiting.indexOf(one), 1);
            struck.push(`${one.fault.does} ${point.when} ${point.name} (call ${passed})`);
            await strike(one.fault, meddler).catch(() => undefined);
          }
          return insteadOf(point);
        },
      };
    },

    /** All faults are over and everything runs; rejects after a minute. */
    async over(): Promise<void> {
      const end = Date.now() + 60_000;
      while (under.size > 0 && Date.now() < end) await Promise.race([Promise.all(under), sleep(200)]);
      if (under.size > 0) throw new Error('a fault does not end');
      refused = { until: 0, how: '' };
      full = { disk: 0, journal: 0 };
      box.ami.mend();
    },

    /** Takes hand edits out again, and says which of them nobody kept: neither in its file nor aside. */
    lostEdits(): string[] {
      const lost: string[] = [];
      const kept = filesBelow(join(box.address.state, 'apply')).map((path) => join(box.address.state, 'apply', path));
      const { etc } = box.asterisk.paths;
      for (const line of edits) {
        // Looked for anew each time: a file that held nothing else is gone by then.
        const there = filesBelow(etc)
          .filter((path) => path.includes('/synergycall/'))
          .map((path) => join(etc, path))
          .find((path) => readFileSync(path, 'utf8').includes(line));
        if (there) {
          const text = readFileSync(there, 'utf8')
            .replace(/\nexten => 66\d+,1,NoOp\(by someone\)\n/, '')
            .replace(`${line}\n`, '');
          if (text === '') rmSync(there);
          else writeFileSync(there, text);
        } else if (!kept.some((path) => existsSync(path) && readFileSync(path, 'utf8').includes(line)))
          lost.push(`a hand edit was lost: ${line}`);
      }
      edits.clear();
      return lost;
    },
  };
}
