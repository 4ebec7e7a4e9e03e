/**
 * Keyset paging: a cursor is the sort key and the id of the last row seen, so rows with equal keys are neither
 * repeated nor lost, whatever is added or removed between two pages.
 */
export interface Cursor {
  readonly key: string;
  readonly id: string;
}

export const writeCursor = (last: Cursor): string =>
  Buffer.from(JSON.stringify([last.key, last.id])).toString('base64url');

/** undefined for anything that no page of ours gave out. */
export function readCursor(text: string): Cursor | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(parsed) || parsed.length !== 2) return undefined;
    const [key, id] = parsed as unknown[];
    // PostgreSQL takes no NUL in a text; a forged cursor must not become an error of the database.
    return typeof key === 'string' && typeof id === 'string' && !`${key}${id}`.includes('\0') ? { key, id } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A search term as a LIKE pattern (compare in lower case, both sides by PostgreSQL): the wildcards that a person typed
 * are letters. PostgreSQL takes no NUL in a text; no text of ours holds what stands in its place.
 */
export const containing = (term: string): string =>
  `%${term.replaceAll('\0', '\u{10ffff}').replace(/[\\%_]/g, '\\$&')}%`;
