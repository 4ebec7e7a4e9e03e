import { limitAlertKind, SAID_FAMILY, tenantTag } from '@synergycall/domain';
import type { AmiMessage } from '../../platform/ami/index.ts';
import type { AstdbEntry, AstdbKey } from '../../platform/astdb/index.ts';
import type { StoppedCall } from './limit-alert.store.ts';

/** undefined: no event of a stopped call, or of no tenant's. */
export function stoppedByEvent(event: AmiMessage, now: Date): StoppedCall | undefined {
  if (event['userevent'] !== 'ScOverLimit') return undefined;
  return checked({ tag: event['tag'], kind: event['limit'], digits: event['number'], at: now });
}

/**
 * The notes among these entries: `sc/said/<tag>/limit` / `<kind>` = `<epoch>:<digits>`, of the newest call that was
 * stopped. Others are not ours.
 */
export function stoppedByNotes(
  entries: readonly AstdbEntry[],
): { readonly stopped: StoppedCall | undefined; readonly key: AstdbKey }[] {
  return entries.flatMap(({ family, key, value }) => {
    const [tag, what, kind, ...rest] = `${family}/${key}`.slice(SAID_FAMILY.length + 1).split('/');
    if (what !== 'limit' || rest.length > 0) return [];
    const [epoch = '', digits] = value.split(':');
    const at = /^\d{9,11}$/.test(epoch) ? new Date(Number(epoch) * 1_000) : undefined;
    return [{ stopped: at && checked({ tag, kind, digits, at }), key: { family, key } }];
  });
}

/** Of this call's kind, whether it is there or not. */
export const noteOfStopped = ({ tag, kind }: StoppedCall): AstdbKey => ({
  family: `${SAID_FAMILY}/${tag}/limit`,
  key: kind,
});

/** SECURITY: believed by the same alphabets as in the core. */
function checked(said: {
  readonly tag: unknown;
  readonly kind: unknown;
  readonly digits: unknown;
  readonly at: Date;
}): StoppedCall | undefined {
  const [tag, kind] = [tenantTag.safeParse(said.tag), limitAlertKind.safeParse(said.kind)];
  const { digits, at } = said;
  if (!tag.success || !kind.success || typeof digits !== 'string' || !/^[1-9]\d{6,14}$/.test(digits)) return undefined;
  return { tag: tag.data, kind: kind.data, digits, at };
}
