import { z } from 'zod';

/** Keyset paging: 50 rows by default, 200 at most; `cursor` is opaque and comes from the page before. */
export const pageInput = {
  cursor: z.string().max(400).optional(),
  limit: z.number().int().min(1).max(200).default(50),
};

export const page = <T extends z.ZodType>(row: T) =>
  z.object({ rows: z.array(row), nextCursor: z.string().nullable(), total: z.number().int() });

/** Every change names the revision it was made on, so that two admins never overwrite each other unseen. */
export const revision = z.number().int().min(1);
/** ISO 8601 in UTC. */
export const instant = z.iso.datetime();
