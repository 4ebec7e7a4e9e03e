import { COLUMNS, STEPS, type Column, type Step } from './matrix-faults.ts';

/** How one cell ended. */
export interface Cell {
  readonly status: string;
  /** undefined: Asterisk itself was killed. */
  readonly callSurvived: boolean | undefined;
  readonly live: 'old' | 'new' | 'between';
  readonly settledMs: number;
  readonly warnings: readonly string[];
}
export type Results = ReadonlyMap<string, Cell>;
export const keyOf = (column: Column, step: Step): string => `${column.name} at ${step}`;

const LETTER: Readonly<Record<string, string>> = { SUCCESS: 'S', ROLLED_BACK: 'R', FAILED: 'F' };
const WIDTH = 8;

/** Rows are steps, columns are faults; a cell says how the apply ended, whether the call went on, and what is live. */
export function tableOf(results: Results): string {
  const line = (first: string, cells: readonly string[]): string =>
    first.padEnd(10) + cells.map((cell) => cell.padEnd(WIDTH)).join('');
  const cellOf = (column: Column, step: Step): string => {
    const cell = results.get(keyOf(column, step));
    if (cell)
      return `${LETTER[cell.status] ?? '?'} ${cell.callSurvived === undefined ? '·' : cell.callSurvived ? 'c' : '!'} ${cell.live === 'between' ? 'MIX' : cell.live}`;
    return column.strikes(step) ? '' : '–';
  };
  const halves = [COLUMNS.slice(0, 11), COLUMNS.slice(11)];
  const settled = [...results.values()].map((cell) => cell.settledMs).toSorted((a, b) => a - b);
  const ms = (part: number): number => Math.round(settled[Math.floor((settled.length - 1) * part)] ?? 0);
  return [
    '',
    `Fault matrix: ${results.size} cells on real Asterisk, with two phones in a call and an agent that is not root`,
    ...halves.flatMap((columns) => [
      '',
      line(
        '',
        columns.map((column) => column.name),
      ),
      ...STEPS.map((step) =>
        line(
          step,
          columns.map((column) => cellOf(column, step)),
        ),
      ),
    ]),
    '',
    'S live since (SUCCESS), R rolled back, F refused with nothing touched · then c: the call went on, ·: Asterisk itself was killed',
    'then what is live: old or new, each whole. –: the fault can’t meet this step. Blank: runs with --full.',
    ...COLUMNS.map((column) => `${column.name.padEnd(8)} ${column.legend}`),
    `From the moment the stores were back until everything had ended by itself: median ${ms(0.5)} ms, most ${ms(1)} ms`,
    '',
  ].join('\n');
}
