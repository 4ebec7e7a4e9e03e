import { wavOf } from '../../agent/src/platform/sound/index.ts';
import type { At, Sample } from './sample.ts';

let serial = 0;
const inTenant = ({ tenantId }: At) => ({ tenantId });
/** A tenth of a second. */
const prompt = () => ({
  name: `Welcome ${(serial += 1)}`,
  fileName: 'welcome.wav',
  sound: wavOf({ rate: 8_000, values: new Float32Array(800).fill(0.1) }).toString('base64'),
});
const freshPrompt = async ({ admin, tenantId }: At) => {
  const { id, revision } = await admin.prompt.create.mutate({ tenantId: tenantId as never, ...prompt() });
  return { id, revision };
};

export const PROMPT_SAMPLES: Readonly<Record<string, Sample>> = {
  'prompt.list': { input: (at) => ({ ...inTenant(at), search: 'welcome', limit: 5 }) },
  'prompt.get': { input: async (at) => ({ ...inTenant(at), id: (await freshPrompt(at)).id }) },
  'prompt.sound': { input: async (at) => ({ ...inTenant(at), id: (await freshPrompt(at)).id }) },
  'prompt.references': { input: async (at) => ({ ...inTenant(at), id: (await freshPrompt(at)).id }) },
  'prompt.toRecord': { input: inTenant },
  'prompt.create': { input: (at) => ({ ...inTenant(at), ...prompt() }) },
  'prompt.update': { input: async (at) => ({ ...inTenant(at), ...(await freshPrompt(at)), name: 'Welcome!' }) },
  'prompt.delete': { input: async (at) => ({ ...inTenant(at), ...(await freshPrompt(at)) }) },
};
