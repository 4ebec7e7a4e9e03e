import type { HealthView } from '@synergycall/domain';
import type { Found, Look } from './doctor.ts';

const fine = (detail: string): Found => ({ state: 'ok', detail, remedy: '' });

/** One part of the health page, with the way out. */
export const fromHealth =
  (health: () => Promise<HealthView>, name: HealthView['components'][number]['name']): Look =>
  async () => {
    const part = (await health()).components.find((one) => one.name === name);
    if (!part) return { state: 'not-checked', detail: 'not part of this box', remedy: '' };
    switch (part.state) {
      case 'ok':
        return fine(part.detail);
      case 'absent':
        return { state: 'not-checked', detail: part.detail, remedy: '' };
      case 'degraded':
        return { state: 'warning', detail: part.detail, remedy: REMEDY[name] };
      case 'down':
        return { state: 'failed', detail: part.detail, remedy: REMEDY[name] };
    }
  };

const REMEDY: Record<HealthView['components'][number]['name'], string> = {
  database: 'Bring PostgreSQL back. Calls go on; nothing can be changed or applied meanwhile.',
  realtime: 'Bring the realtime database back. Phones that Asterisk knows go on; applies are refused meanwhile.',
  ami: 'See that Asterisk runs and that manager.conf still holds the agent’s accounts.',
  asterisk: 'Start Asterisk, or look why it hangs.',
  disk: 'Make room on the disk of the agent’s state folder: an apply is refused when back-ups would not fit.',
};

/** Every folder that an apply writes into can be written by this process. */
export const foldersLook =
  (folders: readonly string[], isWritable: (folder: string) => Promise<boolean>): Look =>
  async () => {
    const refused: string[] = [];
    for (const folder of folders) if (!(await isWritable(folder))) refused.push(folder);
    return refused.length === 0
      ? fine(`${folders.length} folders can be written`)
      : {
          state: 'failed',
          detail: `can’t be written: ${refused.join(', ')}`,
          remedy: 'Give these folders to the agent’s user.',
        };
  };

/** An apply that was cut short and is not ended yet. */
export const journalsLook =
  (open: () => Promise<number>): Look =>
  async () => {
    const count = await open();
    return count === 0
      ? fine('no apply is half done')
      : {
          state: 'warning',
          detail: `${count} journal${count === 1 ? ' is' : 's are'} open`,
          remedy: 'An apply is under way, or waits for Asterisk or a database to be ended: bring those back.',
        };
  };

interface NamedJob {
  readonly id: string;
  readonly tenant: string | null;
}
const named = (jobs: readonly NamedJob[]): string =>
  jobs.map(({ id, tenant }) => `${id} (${tenant ?? 'box'})`).join(', ');

/** Applies that only a person can end, and those that wait long after their time. */
export const jobsLook =
  (look: () => Promise<{ readonly needHelp: readonly NamedJob[]; readonly overdue: readonly NamedJob[] }>): Look =>
  async () => {
    const { needHelp, overdue } = await look();
    if (needHelp.length > 0)
      return {
        state: 'failed',
        detail: named(needHelp),
        remedy: 'Open it in the history: it names the commands to type.',
      };
    return overdue.length === 0
      ? fine('no apply needs a person')
      : {
          state: 'warning',
          detail: `should have begun an hour ago: ${named(overdue)}`,
          remedy: 'A change freeze or an earlier apply holds it back, or it can’t begin: the agent’s log says why.',
        };
  };

/** A throwaway Asterisk is booted once, with nothing in it. */
export const shadowLook =
  (
    boot: (() => Promise<{ readonly ms: number; readonly ownNetwork: boolean } | { readonly reason: string }>) | null,
  ): Look =>
  async () => {
    const found = boot ? await boot() : { reason: 'this agent manages no Asterisk' };
    if ('reason' in found)
      return {
        state: boot ? 'warning' : 'not-checked',
        detail: `no throwaway Asterisk: ${found.reason}`,
        remedy: boot ? 'Applies go on, checked by model and text only. Let the agent start a second Asterisk.' : '',
      };
    return fine(`boots in ${Math.round(found.ms)} ms${found.ownNetwork ? ', in a network of its own' : ''}`);
  };

const DAY_MS = 86_400_000;

export const certificateLook =
  (endsAt: () => Date, now: () => number = Date.now): Look =>
  () => {
    const days = Math.floor((endsAt().getTime() - now()) / DAY_MS);
    const until = `until ${endsAt().toISOString().slice(0, 10)}`;
    return Promise.resolve(
      days >= 14
        ? fine(until)
        : {
            state: days < 0 ? 'failed' : 'warning',
            detail: until,
            remedy: 'The agent renews its own certificate once a day: look into its log why it did not.',
          },
    );
  };

/** Ages of generations and sessions are told by two clocks: the agent's and PostgreSQL's. */
export const clockLook =
  (database: () => Promise<Date>, now: () => number = Date.now): Look =>
  async () => {
    const before = now();
    const there = (await database()).getTime();
    const off = Math.abs(there - (before + now()) / 2);
    return off < 2_000
      ? fine(`within ${Math.round(off)} ms of the database`)
      : {
          state: 'warning',
          detail: `${Math.round(off / 1000)} s away from the database`,
          remedy: 'Set both clocks by NTP: sessions and old generations are judged by them.',
        };
  };
