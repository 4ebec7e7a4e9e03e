import { z } from 'zod';

/** The kinds that there are. Also `owner_kind` of their extensions. */
export const flowKind = z.enum(['ring_group', 'schedule', 'mailbox', 'menu', 'queue']);
export type FlowKind = z.infer<typeof flowKind>;
