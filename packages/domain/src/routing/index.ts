export * from './decide.ts';
export * from './diff.ts';
export { BETWEEN_MEMBERS } from './diff-flows.ts';
export * from './flows.ts';
export * from './names.ts';
export * from './plan.ts';
export * from './problems.ts';
export * from './samples.ts';
export * from './snapshot.ts';
