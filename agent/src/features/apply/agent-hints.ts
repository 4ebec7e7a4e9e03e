import { generationFamily, type TenantTag } from '@synergycall/domain';
import type { Ami } from '../../platform/ami/index.ts';

/** Where app_queue asks for their state (callflow/queue.conf.ts). */
const AGENTS = 'sc-agent-state';

/**
 * Makes what app_queue watches agree with a generation: Asterisk evaluates the hint of an agent once, when it is first
 * asked for, and keeps what came of it until the dialplan is reloaded (22.10.1). Only agents whose phones changed are
 * touched. Returns how many were; null: it could not be looked at.
 */
export async function refreshAgents(
  ami: Pick<Ami, 'showDialPlan' | 'dbGet' | 'send'>,
  tag: TenantTag,
  generation: number,
): Promise<number | null> {
  const loaded = await ami.showDialPlan(AGENTS);
  if (!loaded.ok) return null;
  let touched = 0;
  for (const { extension = '', priority, application } of loaded.value) {
    const [, user] = new RegExp(`^${tag}([0-9a-hjkmnp-tv-z]{12})$`).exec(extension) ?? [];
    if (priority !== 'hint' || user === undefined) continue;
    const phones = await ami.dbGet({ family: generationFamily(tag, generation), key: `q/${user}/phones` });
    // Who is no agent any more is asked for by nobody.
    if (!phones.ok || phones.value === undefined || phones.value === application) continue;
    // SECURITY: names of phones and nothing else; a hint runs nothing.
    if (!/^PJSIP\/[0-9a-z]{4}-[0-9a-z]{6}(&PJSIP\/[0-9a-z]{4}-[0-9a-z]{6})*$/.test(phones.value)) continue;
    const put = await ami.send('DialplanExtensionAdd', {
      Context: AGENTS,
      Extension: extension,
      Priority: 'hint',
      Application: phones.value,
      Replace: 'yes',
    });
    if (!put.ok) return null;
    touched += 1;
  }
  return touched;
}
