/** Where a key moves the active row of a list of `count` rows; undefined: not a key of the list. */
export function moveFrom(from: number, key: string, list: { count: number; page: number }): number | undefined {
  const clamp = (to: number) => Math.max(0, Math.min(list.count - 1, to));
  switch (key) {
    case 'ArrowDown':
      return clamp(from + 1);
    case 'ArrowUp':
      return clamp(from - 1);
    case 'PageDown':
      return clamp(from + list.page);
    case 'PageUp':
      return clamp(from - list.page);
    case 'Home':
      return 0;
    case 'End':
      return clamp(list.count - 1);
    default:
      return undefined;
  }
}
