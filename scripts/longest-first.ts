import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take a minute or more; begun last, one of them would keep a core waiting at the end of a whole run. */
const LONG = ['faults/random.lab', 'faults/matrix', 'portal/', 'start/', 'cli/cli', 'faults/', 'calls/'];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = LONG.findIndex((name) => moduleId.includes(`/tests/${name}`));
      return found < 0 ? LONG.length : found;
    };
    // Stable: the rest as vitest sorts them.
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
