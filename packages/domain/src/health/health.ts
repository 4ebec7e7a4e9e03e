import { z } from 'zod';
import { instant } from '../paging.ts';

export const componentHealth = z.object({
  name: z.enum(['database', 'realtime', 'ami', 'asterisk', 'disk']),
  state: z.enum(['ok', 'degraded', 'down', 'absent']),
  detail: z.string(),
  sinceAt: instant.nullable(),
  ms: z.number().nullable(),
});
export const healthView = z.object({
  at: instant,
  state: z.enum(['ok', 'degraded', 'down']),
  version: z.string(),
  components: z.array(componentHealth),
});
export type HealthView = z.infer<typeof healthView>;
