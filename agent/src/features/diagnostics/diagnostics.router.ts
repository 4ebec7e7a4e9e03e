import { doctorView } from '@synergycall/domain';
import { platformProcedure, rest, router } from '../../rpc/index.ts';
import { z } from 'zod';
import type { Doctor } from './doctor.ts';

export const diagnosticsRouter = (deps: { readonly doctor: Doctor }) =>
  router({
    doctor: platformProcedure(
      'diagnostics.read',
      rest('GET', '/diagnostics', 'Looks at everything that an apply needs, with what to do about it'),
    )
      .input(z.object({}).optional())
      .output(doctorView)
      .query(() => deps.doctor()),
  });
