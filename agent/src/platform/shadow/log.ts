import { CALL_CONTEXT, END_CONTEXT } from './config.ts';
import type { Complaint, ShadowStep, ShadowWalk } from './types.ts';

/**
 * What a clean boot and a clean call print all the same (22.10.1), by source file. Everything else that is a warning or
 * an error is a complaint.
 */
const NOISE: readonly { readonly source: string; readonly text: RegExp; readonly why: string }[] = [
  { source: 'xmldoc.c', text: /./, why: 'the shadow has a small part of the documentation only' },
  {
    source: 'config_options.c',
    text: /^Unable to load config file|^Cannot update type/,
    why: 'no such file is needed',
  },
  { source: 'ccss.c', text: /./, why: 'call completion is not used' },
  { source: 'indications.c', text: /./, why: 'no tones' },
  // SECURITY: what Dial finds in a shadow is nothing; it reports whom it was asked to ring in its own trace line.
  { source: 'channel.c', text: /^No channel type registered for/, why: 'no channel driver is loaded' },
  { source: 'file.c', text: /does not exist in any format|^Unable to open /, why: 'no sounds are there' },
  { source: 'app_playback.c', text: /^Playback failed/, why: 'no sounds are there' },
  { source: 'app_queue.c', text: /^No queuerules|realtime/i, why: 'no queues are there' },
];

const LINE = /^\[[^\]]*\] (VERBOSE|NOTICE|WARNING|ERROR)\[\d+\](?:\[(C-[0-9a-f]+)\])? ([\w.]+): (.*)$/;
const STEP = /^Executing \[(.*)@([^@:\]]+):(\d+)\] (\w+)\("Local\/(\d+)@([\w-]+)-[0-9a-f]+;2", "(.*)"\) in new stack$/;

/** The same for complaints that differ in names and numbers only. */
export const kindOf = ({ source, text }: Complaint): string =>
  `${source} ${text.replace(/Local\/\S+/g, '…').replace(/'[^']*'|"[^"]*"|\d+/g, '…')}`;

export interface ReadLog {
  readonly ready: boolean;
  /** How many were read. */
  readonly lines: number;
  readonly walks: readonly ShadowWalk[];
  readonly complaints: readonly Complaint[];
  /** A call took more steps than any sound one does. */
  readonly runaway: boolean;
}

/** A call through the core takes some 70 steps, and 5 for each phone of the person called. */
export const MOST_STEPS = 2_000;

/** Reads the log of a shadow as it grows: what each call did, and what was complained about. */
export function logReader(calls: number): { feed(text: string): ReadLog } {
  const walks = Array.from({ length: calls }, () => ({ steps: [] as ShadowStep[], ended: false }));
  const complaints: Complaint[] = [];
  const callOf = new Map<string, number>();
  let ready = false;
  let read = 0;
  let runaway = false;
  let unfinished = '';

  function readLine(line: string): void {
    const [, level, id, source = '', said = ''] = LINE.exec(line) ?? [];
    if (level === undefined) return;
    if (level === 'WARNING' || level === 'ERROR') {
      if (!NOISE.some((noise) => noise.source === source && noise.text.test(said)))
        complaints.push({ level, source, text: said, call: callOf.get(id ?? '') ?? null });
      return;
    }
    if (source === 'asterisk.c' && said === 'Asterisk Ready.') ready = true;
    const [, extension = '', context = '', priority, application = '', index, entered, data = ''] =
      STEP.exec(said) ?? [];
    const walk = entered === CALL_CONTEXT ? walks[Number(index)] : undefined;
    if (!walk) return;
    if (id) callOf.set(id, Number(index));
    if (context === END_CONTEXT) walk.ended = true;
    else if (context !== CALL_CONTEXT)
      walk.steps.push({ context, extension, priority: Number(priority), application, data });
    runaway ||= walk.steps.length > MOST_STEPS;
  }

  return {
    feed(text) {
      const lines = (unfinished + text).split('\n');
      unfinished = lines.pop() ?? '';
      for (const line of lines) {
        readLine(line);
        read += 1;
        if (runaway) break;
      }
      return { ready, lines: read, walks, complaints, runaway };
    },
  };
}
