import { common } from './common.ts';
import { failure } from './failure.ts';

export const en = { ...common, ...failure } as const;
