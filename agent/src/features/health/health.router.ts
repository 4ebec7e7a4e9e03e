import { healthView } from '@synergycall/domain';
import { grantedProcedure, rest, router } from '../../rpc/index.ts';
import type { HealthService } from './health.service.ts';

export const healthRouter = (deps: { readonly health: HealthService }) =>
  router({
    get: grantedProcedure('health.read', rest('GET', '/health', 'Shows how the parts of the system are'))
      .output(healthView)
      .query(() => deps.health.get()),
  });
