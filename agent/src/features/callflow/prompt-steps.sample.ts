import { wavOf } from '../../platform/sound/index.ts';

/** What the answers of the walk hold (router.lab.test.ts). */
type World = Record<string, { readonly id: string; readonly revision: number } & string>;
const inTenant = (w: World) => ({ tenantId: w['tenant'] as string });
const prompt = (w: World) => ({ ...inTenant(w), id: w['prompt']?.id, revision: w['prompt']?.revision });
const keep = (answer: World, w: World): void => void (w['prompt'] = answer as never);
const sound = wavOf({ rate: 8_000, values: new Float32Array(800).fill(0.1) }).toString('base64');

/** Every procedure of announcements, in an order that makes sense. */
export const PROMPT_STEPS = [
  { path: 'prompt.create', input: (w: World) => ({ ...inTenant(w), name: 'Welcome', sound }), keep },
  { path: 'prompt.update', input: (w: World) => ({ ...prompt(w), name: 'Hello' }), keep },
  { path: 'prompt.list', input: (w: World) => ({ ...inTenant(w), search: 'hello' }) },
  { path: 'prompt.get', input: prompt },
  { path: 'prompt.sound', input: prompt },
  { path: 'prompt.references', input: prompt },
  { path: 'prompt.toRecord', input: inTenant },
  { path: 'prompt.delete', input: prompt },
];
