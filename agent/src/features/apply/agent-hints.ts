import { generationFamily, ok, type TenantTag } from '@synergycall/domain';
import { replaceHints, type HintAmi } from './hints.ts';

/** Where app_queue asks for their state (callflow/queue.conf.ts). */
const AGENTS = 'sc-agent-state';

/**
 * Makes what app_queue watches agree with a generation: of its agents, those whose phones changed. Returns how many were;
 * null: it could not be looked at.
 */
export async function refreshAgents(ami: HintAmi, tag: TenantTag, generation: number): Promise<number | null> {
  const replaced = await replaceHints(ami, AGENTS, async (extension) => {
    const [, user] = new RegExp(`^${tag}([0-9a-hjkmnp-tv-z]{12})$`).exec(extension) ?? [];
    if (user === undefined) return ok(undefined);
    const phones = await ami.dbGet({ family: generationFamily(tag, generation), key: `q/${user}/phones` });
    // Who is no agent any more is asked for by nobody.
    if (!phones.ok || phones.value === undefined) return ok(undefined);
    // SECURITY: names of phones and nothing else.
    const isPhones = /^PJSIP\/[0-9a-z]{4}-[0-9a-z]{6}(&PJSIP\/[0-9a-z]{4}-[0-9a-z]{6})*$/.test(phones.value);
    return ok(isPhones ? phones.value : undefined);
  });
  return replaced.ok ? replaced.value : null;
}
