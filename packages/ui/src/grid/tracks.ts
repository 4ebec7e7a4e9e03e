/**
 * The tracks of a row, and the least width at which they fit: every row is a grid of its own, so all of them need the same
 * width, whatever is in their cells.
 */
export function trackStyle(columns: readonly { width: string }[]): { gridTemplateColumns: string; minWidth: number } {
  const least = (width: string): number => Number(/(\d+)px/.exec(width)?.[1] ?? 0);
  return {
    gridTemplateColumns: columns.map((c) => c.width).join(' '),
    minWidth: columns.reduce((sum, c) => sum + least(c.width), 0),
  };
}
