/** One measured figure. `bar` is what it must not pass, or must reach (null: reported only), in the same unit. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'MB' | '1/s' | 'ratio' | 'count';
  readonly bar: number | null;
  readonly ok: boolean | null;
}

/** A figure where less is better. */
export const atMost = (
  name: string,
  value: number,
  rest: { unit: BenchRow['unit']; bar: number | null },
): BenchRow => ({
  name,
  value: Math.round(value * 100) / 100,
  ...rest,
  ok: rest.bar === null ? null : value <= rest.bar,
});

/** A figure where more is better. */
export const atLeast = (name: string, value: number, rest: { unit: BenchRow['unit']; bar: number }): BenchRow => ({
  ...atMost(name, value, rest),
  ok: value >= rest.bar,
});

/** The q-quantile (0 to 1) of samples, nearest rank. */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}
