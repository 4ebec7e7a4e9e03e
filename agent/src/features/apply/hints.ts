import { ok, type Result } from '@synergycall/domain';
import type { Ami, AmiFailure } from '../../platform/ami/index.ts';

export type HintAmi = Pick<Ami, 'showDialPlan' | 'dbGet' | 'send'>;

/**
 * Replaces hints of a context that say something else than they are meant to: Asterisk evaluates a hint's pattern once,
 * when it is first asked for, and keeps what came of it until the dialplan is reloaded (22.10.1). Nothing is reloaded,
 * and a hint runs nothing. `meant` undefined: it stays. Returns how many were replaced.
 */
export async function replaceHints(
  ami: HintAmi,
  context: string,
  meant: (extension: string) => Promise<Result<string | undefined, AmiFailure>>,
): Promise<Result<number, AmiFailure>> {
  const loaded = await ami.showDialPlan(context);
  if (!loaded.ok) return loaded;
  let replaced = 0;
  for (const { extension = '', priority, application } of loaded.value) {
    if (priority !== 'hint') continue;
    const state = await meant(extension);
    if (!state.ok) return state;
    if (state.value === undefined || state.value === application) continue;
    const put = await ami.send('DialplanExtensionAdd', {
      Context: context,
      Extension: extension,
      Priority: 'hint',
      Application: state.value,
      Replace: 'yes',
    });
    if (!put.ok) return put;
    replaced += 1;
  }
  return ok(replaced);
}
