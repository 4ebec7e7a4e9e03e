import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take a minute or more; begun last, one of them would keep a core waiting at the end of a whole run. */
const LONG = [
  'tests/faults/random.lab',
  'tests/faults/matrix',
  'tests/portal/',
  'tests/start/',
  'tests/cli/cli',
  'tests/faults/',
];
/** Where one waits for callers, tones and carriers rather than for a core. */
const PATIENT = [
  'agent/src/features/callflow/queue',
  'agent/src/features/callflow/outside',
  'agent/src/features/voicemail/',
  'tests/portal/messages',
  'tests/calls/',
  'agent/src/features/callflow/',
];

/** The longest first, and those that wait side by side with those that work. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = (names: readonly string[], { moduleId }: TestSpecification) => {
      const found = names.findIndex((name) => moduleId.includes(`/${name}`));
      return found < 0 ? names.length : found;
    };
    // Stable: the rest as vitest sorts them.
    const all = await super.sort(files);
    const by = (names: readonly string[]) => (a: TestSpecification, b: TestSpecification) =>
      rank(names, a) - rank(names, b);
    const isPatient = (file: TestSpecification) => rank(PATIENT, file) < PATIENT.length;
    const patient = all.filter(isPatient).toSorted(by(PATIENT));
    const working = all.filter((file) => !isPatient(file)).toSorted(by(LONG));
    return working.flatMap((file, at) => [file, ...patient.slice(at, at + 1)]).concat(patient.slice(working.length));
  }
}
