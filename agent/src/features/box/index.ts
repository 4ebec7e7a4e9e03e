/** The Asterisk host that this agent stands for. */
export { boxRouter, type BoxDeps, type BoxRuntime } from './box.router.ts';
export { ensureBox, findBox, updateBox, type StoredBox } from './box.service.ts';
