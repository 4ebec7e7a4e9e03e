import { setTimeout as sleep } from 'node:timers/promises';
import { isWholeDialplan, parseShownDialplan } from '@synergycall/asterisk';
import { fail, ok, type Result } from '@synergycall/domain';
import { askConsole } from '../asterisk-cli/index.ts';
import { DEDICATED_USER } from '../asterisk-host/layout.ts';
import { seedAstdb } from '../astdb/index.ts';
import { CALL_CONTEXT, shadowConfig, WRITABLE } from './config.ts';
import { bootDocumentation } from './documentation.ts';
import { makeFolder, sweepFolders, type ShadowFolder } from './folder.ts';
import { launch, ownNetwork, type Launched } from './launch.ts';
import { followFile } from './follow.ts';
import { kindOf, logReader, type ReadLog } from './log.ts';
import type { Complaint, Shadow, ShadowInput, ShadowOptions, ShadowReport } from './types.ts';

/** sun_path with its NUL; Asterisk cuts a longer one silently. */
const MOST_SOCKET_BYTES = 107;
const NOTHING: ShadowInput = { files: [], keys: [], calls: [] };
/** What no one could object to. */
const ORDINARY: ShadowInput = {
  files: [
    {
      path: 'extensions.d/synergycall/ordinary.conf',
      text: `[ordinary]
exten => 1,1,UserEvent(Ordinary,Number: \${FILTER(0-9,\${EXTEN})})
 same => n,Dial(PJSIP/nobody,1,i)
 same => n,Progress()
 same => n,Playback(nothing,noanswer)
 same => n,Hangup(19)
`,
    },
  ],
  keys: [],
  calls: [{ context: 'ordinary', extension: '1' }],
};

/** How a run can end short of a report. */
type Ended =
  | { readonly tag: 'unavailable'; readonly reason: string }
  | { readonly tag: 'died' | 'late'; readonly reason: string; readonly complaints: readonly Complaint[] };

/**
 * A throwaway Asterisk that boots with given files, says what it loaded, walks calls without media, and is gone.
 * Guarantees: an unprivileged user; no SIP, no AMI, no socket but its own control socket; no channel driver but Local;
 * limits on memory, time and disk; afterwards no process and no folder, also when it fails, and no process when the
 * agent is killed.
 */
export function shadow(options: ShadowOptions): Shadow {
  let usual: Promise<ReadonlySet<string>> | undefined;
  /** Another version of Asterisk may grumble about other things than the one that log.ts was written for. */
  const grumbles = () =>
    (usual ??= runOnce(options, ORDINARY).then((done) => new Set(done.ok ? done.value.complaints.map(kindOf) : [])));
  return {
    async run(input) {
      const done = await runOnce(options, input);
      if (done.ok && done.value.complaints.length > 0) {
        const known = await grumbles();
        const complaints = done.value.complaints.filter((complaint) => !known.has(kindOf(complaint)));
        return ok({ ...done.value, complaints });
      }
      if (done.ok) return done;
      const ended = done.error;
      if (ended.tag === 'unavailable') return fail({ code: 'shadow.unavailable', reason: ended.reason });
      // Whose fault is it? One without any of these files would tell.
      const control = await runOnce(options, NOTHING);
      if (!control.ok) return fail({ code: 'shadow.unavailable', reason: `${ended.reason}; without our files too` });
      return fail({ code: 'shadow.crashed', reason: ended.reason, complaints: ended.complaints });
    },
    sweep: () => sweepFolders(options.parent, userOf(options)),
  };
}

/** SECURITY: never root. Only root may start something as somebody else; any other agent's own user is as good. */
function userOf({ runAs }: ShadowOptions): ShadowOptions['runAs'] {
  if (process.getuid?.() !== 0) return undefined;
  return runAs && runAs.uid !== 0 ? runAs : DEDICATED_USER;
}

async function runOnce(options: ShadowOptions, input: ShadowInput): Promise<Result<ShadowReport, Ended>> {
  let made: ShadowFolder | undefined;
  let launched: Launched | undefined;
  try {
    const clock = stopwatch();
    const folder = (made = await makeFolder(options.parent, userOf(options)));
    if (Buffer.byteLength(folder.socket) > MOST_SOCKET_BYTES)
      return fail({ tag: 'unavailable', reason: `${folder.socket} is too long for a socket` });
    const network = await ownNetwork();
    await write(folder, options, input);
    clock.lap('shadow.write');
    launched = launch({ program: options.program, runAs: userOf(options) }, `${folder.dir}/asterisk.conf`, network);
    if (launched.pid !== undefined) await folder.rememberProcess(launched.pid);
    const watched = { folder, launched, log: followLog(folder, input.calls.length) };
    const booted = await watch({ ...watched, ms: options.bootMs ?? 6_000 }, (log) => log.ready);
    if (!booted.ok) return booted;
    clock.lap('shadow.boot');

    const includes = input.files.reduce((sum, { text }) => sum + (text.match(/^include *=/gm)?.length ?? 0), 0);
    const shown = await askWhole(folder, 'dialplan show', (text) => isWholeDialplan(text, includes));
    const applications = await askWhole(folder, 'core show applications', (text) =>
      / Applications Registered/.test(text),
    );
    if (shown === undefined || applications === undefined)
      return fail({ tag: 'late', reason: 'its console did not answer', complaints: booted.value.complaints });
    const loaded = parseShownDialplan(shown);
    clock.lap('shadow.compare');

    const walked = await walk({ ...watched, ms: options.callsMs ?? 6_000 }, input.calls.length);
    if (!walked.ok) return walked;
    clock.lap('shadow.calls');
    return ok({
      loaded,
      applications: namesOf(applications),
      walks: walked.value.walks,
      complaints: walked.value.complaints,
      parts: clock.laps,
      ownNetwork: network !== undefined,
    });
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string') throw error;
    return fail({ tag: 'unavailable', reason: `${syscall ?? 'disk'}: ${code}` });
  } finally {
    launched?.kill();
    await launched?.gone;
    await made?.remove();
  }
}

async function write(folder: ShadowFolder, options: ShadowOptions, input: ShadowInput): Promise<void> {
  const { program } = options;
  const files = shadowConfig({ dir: folder.dir, program, files: input.files, calls: input.calls });
  const documentation = { 'data/documentation/core-en_US.xml': bootDocumentation(program.data) };
  await folder.write({ ...files, ...documentation }, WRITABLE);
  seedAstdb(`${folder.dir}/db/astdb.sqlite3`, input.keys, userOf(options));
}

interface Watched {
  readonly folder: ShadowFolder;
  readonly launched: Launched;
  readonly log: () => Promise<ReadLog | undefined>;
  readonly ms: number;
}

/** However much it says. */
const MOST_WATCH_MS = 60_000;

/** Each call reads on; undefined: Asterisk has not opened its log yet. */
function followLog(folder: ShadowFolder, calls: number): Watched['log'] {
  const follow = followFile(folder.log);
  const reader = logReader(calls);
  let read: ReadLog | undefined;
  return async () => {
    const text = await follow();
    return text === undefined ? read : (read = reader.feed(text));
  };
}

/** Reads its log until it says what is waited for, it dies, or says nothing new for so long: on a busy host all is slow. */
async function watch(
  { launched, log, ms }: Watched,
  isThere: (log: ReadLog) => boolean,
): Promise<Result<ReadLog, Ended>> {
  let death: string | undefined;
  void launched.gone.then((reason) => (death = reason));
  const last = performance.now() + MOST_WATCH_MS;
  for (let end = performance.now() + ms, lines = 0; ; await sleep(3)) {
    const died = death;
    const read = await log();
    if (read && read.lines > lines) {
      lines = read.lines;
      end = Math.min(performance.now() + ms, last);
    }
    if (read && isThere(read)) return ok(read);
    if (died !== undefined) {
      // Before it could open its log: the host does not let it run, which says nothing about the text.
      if (!read) return fail({ tag: 'unavailable', reason: died });
      return fail({ tag: 'died', reason: died, complaints: read.complaints });
    }
    if (performance.now() > end)
      return fail({ tag: 'late', reason: `nothing new within ${ms / 1000} s`, complaints: read?.complaints ?? [] });
  }
}

/** Places all calls, and reads the log until each has ended; one that does not end is told by its walk. */
async function walk(watched: Watched, calls: number): Promise<Result<ReadLog, Ended>> {
  for (let call = 0; call < calls; call += 1)
    await ask(watched.folder, `channel originate Local/${call}@${CALL_CONTEXT}/n application NoOp`);
  const done = await watch(watched, (log) => log.runaway || log.walks.every((one) => one.ended));
  if (done.ok || done.error.tag !== 'late') return done;
  const read = await watched.log();
  return read ? ok(read) : done;
}

/** Asks again what did not arrive whole; when it never does, the last answer is as good as any. */
async function askWhole(
  folder: ShadowFolder,
  command: string,
  isWhole: (text: string) => boolean,
): Promise<string | undefined> {
  let answer: string | undefined;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    answer = await ask(folder, command);
    if (answer === undefined || isWhole(answer)) break;
  }
  return answer;
}
const MOST_TRIES = 5;

async function ask(folder: ShadowFolder, command: string): Promise<string | undefined> {
  const answer = await askConsole(folder.socket, command, 5_000);
  return answer.ok ? answer.value : undefined;
}

/** `   Answer: Answer a channel if ringing.`, one per line. */
const namesOf = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/^\s*([A-Za-z][A-Za-z0-9]*):/gm)].map(([, name = '']) => name.toLowerCase()));

function stopwatch() {
  const laps: { name: string; ms: number }[] = [];
  let last = performance.now();
  const lap = (name: string): void => {
    const now = performance.now();
    laps.push({ name, ms: Math.round((now - last) * 10) / 10 });
    last = now;
  };
  return { laps, lap };
}
