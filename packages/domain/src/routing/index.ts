export * from './decide.ts';
export * from './diff.ts';
export * from './names.ts';
export * from './outside.ts';
export * from './plan.ts';
export * from './problems.ts';
export * from './samples.ts';
export * from './snapshot.ts';
