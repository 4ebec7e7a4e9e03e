export * from './decide.ts';
export * from './diff.ts';
export * from './plan.ts';
export * from './snapshot.ts';
