import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Pages in Chromium, and starts of whole agents: they take all of a core. */
const BUSY = ['tests/start/', 'tests/portal/', 'tests/cli/', 'tests/desktop/', 'tests/contract/'];
/** Files that take a minute or more; begun last, one of them would keep a core waiting at the end of a whole run. */
const LONG = [
  'tests/faults/random.lab',
  'tests/portal/',
  'tests/faults/matrix',
  'tests/cli/',
  'agent/src/features/callflow/queue.lab',
  'agent/src/features/callflow/outside.lab',
  'agent/src/features/voicemail/',
  'tests/start/',
  'tests/calls/',
  'tests/faults/',
  'tests/desktop/',
  'tests/contract/',
  'agent/src/features/callflow/',
];
/** What any other file takes, of one of these. */
const SHORT = 0.15;

/** The longest first, and files that keep a core busy spread among those that wait for callers, carriers and databases. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = LONG.findIndex((name) => moduleId.includes(`/${name}`));
      return found < 0 ? LONG.length : found;
    };
    // Stable: the rest as vitest sorts them.
    const all = (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
    const isBusy = ({ moduleId }: TestSpecification) => BUSY.some((name) => moduleId.includes(`/${name}`));
    const place = (some: TestSpecification[]) => {
      const weights = some.map((file) => (rank(file) < LONG.length ? 1 : SHORT));
      const whole = weights.reduce((sum, one) => sum + one, 0);
      let before = 0;
      return some.map((file, at) => {
        const placed = { file, at: before / whole };
        before += weights[at] ?? 0;
        return placed;
      });
    };
    // Unit tests last: a worker that turns from one project to the other begins anew.
    const units = all.filter(({ project }) => project.name === 'unit');
    const lab = all.filter(({ project }) => project.name !== 'unit');
    const spread = [...place(lab.filter((file) => !isBusy(file))), ...place(lab.filter(isBusy))]
      .toSorted((a, b) => a.at - b.at)
      .map(({ file }) => file);
    return [...spread, ...units];
  }
}
