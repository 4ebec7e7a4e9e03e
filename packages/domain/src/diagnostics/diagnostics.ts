import { z } from 'zod';
import { instant } from '../paging.ts';

/** One thing that the doctor looked at. */
export const doctorCheck = z.object({
  name: z.enum([
    'database',
    'realtime',
    'ami',
    'asterisk',
    'disk',
    'includes',
    'folders',
    'shadow',
    'journals',
    'drift',
    'jobs',
    'certificate',
    'clock',
  ]),
  state: z.enum(['ok', 'warning', 'failed', 'not-checked']),
  detail: z.string(),
  /** Empty when there is nothing to do. */
  remedy: z.string(),
});
export type DoctorCheck = z.infer<typeof doctorCheck>;
export const doctorView = z.object({ at: instant, version: z.string(), checks: z.array(doctorCheck) });
export type DoctorView = z.infer<typeof doctorView>;
