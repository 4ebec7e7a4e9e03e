export { provisionDatabase, type ProvisionedDatabase, type ProvisionOptions } from './provision.ts';
