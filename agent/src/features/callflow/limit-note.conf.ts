import { step, type Step } from '@synergycall/asterisk';
import { SAID_FAMILY, type LimitAlertKind } from '@synergycall/domain';

/**
 * A limit that calls out met (alert/limit-watch.ts): a note for an agent that does not hear the event, of the newest call
 * of each kind, and the event. `tag` and `digits` are clean.
 */
export const limitMet = (
  kind: LimitAlertKind,
  { tag, digits }: { readonly tag: string; readonly digits: string } = { tag: '${SC_T}', digits: '${SC_E}' },
): readonly [note: Step, event: Step] => [
  step('Set', `DB(${SAID_FAMILY}/${tag}/limit/${kind})=\${EPOCH}:${digits}`),
  step('UserEvent', `ScOverLimit,Tag: ${tag},Limit: ${kind},Number: ${digits}`),
];
