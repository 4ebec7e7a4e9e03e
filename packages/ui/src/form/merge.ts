export interface Merged<V> {
  readonly values: V;
  /** What somebody else made of fields that both changed, by their paths. */
  readonly theirs: ReadonlyMap<string, unknown>;
}
type Fields = Readonly<Record<string, unknown>>;

/** Nothing is nothing, however it is written down. */
export const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** `fields` as somebody else has them: a name that they don't have goes, and does not become nothing. */
export const without = <F extends object>(fields: F, name: string): F =>
  Object.fromEntries(Object.entries(fields).filter(([each]) => each !== name)) as F;

/**
 * Lays what somebody else saved (`now`) under what is being written (`mine`); `was` is what both began with. A field that
 * was changed here keeps what was written, any other becomes theirs.
 */
export function merge<V extends object>(of: {
  readonly was: V;
  readonly mine: V;
  readonly now: V;
  /** Fields that are made of fields, each merged by itself: `settings` of a call flow. Others stay in one piece. */
  readonly parts?: readonly string[] | undefined;
  /** What stood open from the time before. */
  readonly open?: ReadonlyMap<string, unknown> | undefined;
}): Merged<V> {
  const theirs = new Map<string, unknown>();
  const field = (path: string, was: unknown, [mine, now]: readonly [unknown, unknown]): unknown => {
    if (of.parts?.includes(path)) return fields(`${path}.`, was as Fields, [mine as Fields, now as Fields]);
    if (isSame(mine, now) || isSame(mine, was)) return now;
    if (!isSame(was, now) || of.open?.has(path) === true) theirs.set(path, now);
    return mine;
  };
  const fields = (under: string, was: Fields, [mine, now]: readonly [Fields, Fields]): Fields => {
    const names = [...new Set([...Object.keys(now), ...Object.keys(mine)])];
    const merged = names.map((name) => [name, field(under + name, was[name], [mine[name], now[name]])] as const);
    return Object.fromEntries(merged.filter(([, value]) => value !== undefined));
  };
  // The same fields as they came.
  const values = fields('', of.was as Fields, [of.mine as Fields, of.now as Fields]) as V;
  return { values, theirs };
}
