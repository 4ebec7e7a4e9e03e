export { CORE_FILES, renderCore } from './core.conf.ts';
export { HEALTH_CONTEXT } from './health.conf.ts';
export { INBOUND_CONTEXT } from './inbound.conf.ts';
