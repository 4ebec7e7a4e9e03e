export { CORE_FILES, renderCore } from './core.conf.ts';
export { HEALTH_CONTEXT } from './health.conf.ts';
