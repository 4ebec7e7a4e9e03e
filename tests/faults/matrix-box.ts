import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashOf, ownedFiles } from '../../agent/src/platform/files/index.ts';
import { updateUser } from '../../agent/src/features/user/index.ts';
import type { CreatedUser, JobId, JobStatus, TenantTag } from '../../packages/domain/src/index.ts';
import { rawLine, type RawLine } from '../lab/phones/index.ts';
import { labMariadb, unmountBelow, type LabServer } from '../lab/index.ts';
import { must, testBox, type TestBox } from './box.ts';
import type { Command, Said, Stop } from './matrix-agent.ts';
import type { Outcome } from './random-order.ts';
import { smallDisk, type SmallDisk } from './small-disk.ts';

const isRoot = process.getuid?.() === 0;
/** How long a rollback of this agent waits for a store before it asks for help (and goes on trying). */
const RESTORE_MS = 4_000;

export interface MatrixBox {
  readonly box: TestBox;
  readonly mariadb: LabServer;
  /** `etc`: the owned folder of the dialplan; `state`: journal, staging, generations. undefined: none may be mounted. */
  readonly disks: { readonly etc: SmallDisk; readonly state: SmallDisk } | undefined;
  readonly tag: TenantTag;
  /** The tenant's dialplan file, absolute. */
  readonly file: string;
  /** One more user, one renamed, and a file of an older form: every kind of effect takes part. */
  pend(): Promise<{ readonly phone: string; readonly extension: number }>;
  live(): Promise<Live>;
  jobs: { newest(): Promise<{ readonly id: JobId; readonly status: JobStatus; readonly code: string | null }> };
  openJournals(): readonly string[];
  agent: {
    start(): Promise<void>;
    /** undefined: it died. `paused` is called when it pauses; the apply goes on when that ends. */
    apply(how: {
      readonly stops: readonly Stop[];
      readonly render?: string;
      readonly paused?: () => Promise<void>;
    }): Promise<Outcome | undefined>;
  };
  /** A call of one phone to the other: up until `over`, which says whether it still was. */
  call(): Promise<{ over(): Promise<boolean> }>;
  release(): Promise<void>;
}

/** What calls can see of the tenant. */
export interface Live {
  readonly pointer: string | undefined;
  readonly keys: readonly string[];
  readonly rows: readonly string[];
  readonly file: string;
  readonly dialplan: string;
}

/**
 * A box whose every part can fail: own PostgreSQL, own MariaDB, own Asterisk, small disks; two registered phones; an
 * agent that runs as Asterisk's user, since root ignores permissions.
 */
export async function matrixBox(withDisks: boolean): Promise<MatrixBox> {
  const mariadb = await labMariadb({ own: true });
  const mounted: string[] = [];
  let disks: MatrixBox['disks'] | undefined;
  const box = await testBox({
    realtime: 'mariadb',
    mariadb,
    ownPostgres: true,
    beforeAgent({ state, asterisk }) {
      const { uid, gid } = asterisk.runAs;
      if (!withDisks) return;
      mounted.push(state, asterisk.paths.dir);
      disks = {
        etc: smallDisk(asterisk.paths.extensionsD, { megabytes: 16, uid, gid, mode: '2750' }),
        state: smallDisk(join(state, 'apply'), { megabytes: 24, uid, gid, mode: '0700' }),
      };
    },
  }).catch((error: unknown) => {
    mounted.forEach(unmountBelow);
    throw error;
  });
  const { runAs, paths, ports } = box.asterisk;
  const { scope, view } = await box.tenant('Acme');
  const [ann, ben] = await box.users(scope, ['Ann', 'Ben']);
  if (!ann || !ben) throw new Error('no users');
  if ((await box.applied(scope)).status !== 'SUCCESS') throw new Error('the tenant did not apply');
  const tag = view.tag as TenantTag;
  const path = `extensions.d/synergycall/tenants/${tag}.conf`;
  const file = join(paths.etc, path);
  const own = (folder: string): void => void execFileSync('chown', ['-R', `${runAs.uid}:${runAs.gid}`, folder]);
  if (isRoot) [box.address.state, paths.extensionsD].forEach(own);

  const lines: RawLine[] = [];
  const line = async (user: CreatedUser): Promise<RawLine> => {
    const made = await rawLine({
      server: { host: '127.0.0.1', port: ports.sip },
      username: user.device?.sipUsername ?? '',
      secret: user.credentials?.secret ?? '',
    });
    lines.push(made);
    return made;
  };
  const [from, to] = [await line(ann), await line(ben)];
  const register = async (): Promise<void> => {
    for (const one of lines) {
      const { code } = await one.register();
      if (code !== 200) throw new Error(`a phone was refused with ${code}`);
    }
  };
  await register();

  let child: ChildProcess | undefined;
  let heard: ((said: Said | undefined) => void) | undefined;
  const next = (): Promise<Said | undefined> => new Promise((resolve) => (heard = resolve));
  const tell = (command: Command): void => void child?.stdin?.write(`${JSON.stringify(command)}\n`);
  let number = 0;
  let renamed = ben.user;

  async function startAgent(): Promise<void> {
    const { uid, gid } = runAs;
    const started = spawn(process.execPath, [join(import.meta.dirname, 'matrix-agent.ts')], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // One that is not root is a plain user already.
      ...(isRoot && { uid, gid }),
      cwd: '/',
    });
    started.stdin.on('error', () => undefined);
    child = started;
    createInterface({ input: started.stdout }).on('line', (text) => {
      // The rest is its log.
      if (text.startsWith('{"is":')) heard?.(JSON.parse(text) as Said);
    });
    started.once('exit', () => {
      if (child === started) child = undefined;
      heard?.(undefined);
    });
    const opened = next();
    tell({ does: 'open', address: box.address, restoreMs: RESTORE_MS });
    if ((await opened)?.is !== 'open') throw new Error('the unprivileged agent did not start');
  }

  return {
    box,
    mariadb,
    disks,
    tag,
    file,
    async pend() {
      number += 1;
      const [made] = await box.users(scope, [`Cid ${number}`]);
      renamed = await box.database.inTenant(scope, async (tx) => ({
        ...renamed,
        ...must(
          await updateUser(tx, {
            tenantId: scope.tenantId,
            id: renamed.id,
            revision: renamed.revision,
            name: `Ben ${number}`,
          }),
        ),
      }));
      const files = ownedFiles({ etc: paths.etc, state: join(box.address.state, 'apply') });
      const text = `; older ${number}\n${readFileSync(file, 'utf8').replace(/^; older \d+\n/, '')}`;
      must(await files.swap({ path, text }));
      must(await files.remember([{ path, hash: hashOf(text) }]));
      return { phone: made?.device?.sipUsername ?? '', extension: made?.user.extension ?? 0 };
    },
    async live() {
      const pointer = must(box.astdb.get({ family: 'sc/ptr', key: tag }));
      const keys = must(box.astdb.read(`sc/g/${tag}/${pointer ?? ''}`)).map(({ key, value }) => `${key}=${value}`);
      const rows = must(await box.realtime.readAll(tag)).map((row) => JSON.stringify(row));
      const dialplan = (await box.asterisk.cli(`dialplan show sc-t-${tag}`)).replace(/.*seconds.*/, '');
      return { pointer, keys, rows, file: readFileSync(file, 'utf8'), dialplan };
    },
    jobs: {
      newest: () =>
        box.database.inPlatform(box.platform, async (tx) => {
          const { id, status, error } = await tx.db
            .selectFrom('apply_jobs')
            .select(['id', 'status', 'error'])
            .where('tenant_id', '=', scope.tenantId)
            .orderBy('requested_at', 'desc')
            .executeTakeFirstOrThrow();
          return { id, status, code: (error as { code?: string } | null)?.code ?? null };
        }),
    },
    openJournals() {
      const folder = join(box.address.state, 'apply/journal');
      return readdirSync(folder).filter((name) => name.endsWith('.journal'));
    },
    agent: {
      start: startAgent,
      async apply({ stops, render, paused }) {
        if (!child) await startAgent();
        let said = next();
        tell({ does: 'be-ready' });
        if ((await said)?.is !== 'ready') throw new Error('the agent died before it was asked anything');
        said = next();
        tell({ does: 'apply', tenantId: scope.tenantId, stops, ...(render && { render }) });
        for (let now = await said; now?.is === 'paused'; now = await said) {
          await paused?.();
          said = next();
          tell({ does: 'go' });
        }
        const last = await said;
        return last?.is === 'ended' ? last.outcome : undefined;
      },
    },
    async call() {
      await register();
      const call = await from.invite({ dialled: String(ben.user.extension) });
      if (call.code !== 200) throw new Error(`the call between two phones ended with ${call.code}`);
      return {
        async over() {
          const { dialog } = call;
          // The other phone's side must be there too: BYE reaches it through Asterisk.
          const other = to.incoming.at(-1);
          const isUp = dialog?.over === false && other !== undefined;
          const answer = await dialog?.hangUp().catch(() => undefined);
          return isUp && answer?.code === 200;
        },
      };
    },
    async release() {
      const running = child;
      running?.kill('SIGKILL');
      for (const one of lines) await one.close();
      await sleep(50);
      unmountBelow(box.address.state);
      unmountBelow(paths.dir);
      await box.release();
      await mariadb.release();
    },
  };
}
