/** How the parts of the system are, in less than half a second. */
export { healthRouter } from './health.router.ts';
export {
  healthService,
  type HealthOptions,
  type HealthService,
  type Probe,
  type Probed,
  type Probes,
} from './health.service.ts';
export { absent, amiProbe, asteriskProbe, databaseProbe, diskProbe, realtimeProbe } from './probes.ts';
