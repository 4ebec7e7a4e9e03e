import {
  fail,
  ok,
  spelledFor,
  type BoxId,
  type E164,
  type Result,
  type TenantTag,
  type TestCallView,
  type TrunkId,
} from '@synergycall/domain';
import type { TestCalls } from './test-calls.ts';
import { isPlatforms } from './tenant-side.ts';
import { findTrunk, type StoredTrunk, type TrunkRead, type TrunkTx } from './trunk.store.ts';

export interface TestCallDeps {
  readonly boxId: BoxId;
  readonly tests: TestCalls;
}

export interface AskedTestCall {
  readonly id: TrunkId;
  readonly number: E164;
  /** undefined: what the tenant's calls show. */
  readonly callerId: E164 | null | undefined;
}

/**
 * May this test call be placed? Its audit row is written here, and the call comes after the transaction. Never to an
 * emergency number, however the trunk spells it; nor to a number of this box, for the call would come in again.
 */
export async function prepareTestCall(
  { boxId, tests }: TestCallDeps,
  tx: TrunkTx,
  { id, number, callerId }: AskedTestCall,
): Promise<Result<Parameters<TestCalls['place']>[0]>> {
  const trunk = await findTrunk(tx, id);
  if (!trunk) return fail({ code: 'trunk.not-found', id });
  if (tx.scope.kind === 'tenant' && isPlatforms(trunk)) return fail({ code: 'trunk.platform-only', name: trunk.name });
  const refused = (reason: 'emergency' | 'own-number') => fail({ code: 'trunk.test-refused', number, reason } as const);
  const { emergency, tag, shown } = await around(tx, trunk, boxId);
  if (spellings(trunk, number).some((text) => emergency.includes(text))) return refused('emergency');
  if (await isOwnNumber(tx, number)) return refused('own-number');
  const reserved = tests.reserve(id, number);
  if (!reserved.ok) return reserved;
  const from = callerId === undefined ? shown : callerId;
  await tx.audit({
    action: 'trunk.test',
    entity: { kind: 'trunk', id, name: trunk.name },
    after: { number, callerId: from },
    tenantId: trunk.tenantId,
  });
  const { kind, host } = trunk;
  return ok({ trunk: { id, kind, host }, tag, number, callerId: from });
}

/** The call as it stands; a tenant is told of its own trunks' alone. */
export async function lookAtTestCall(
  { tests }: TestCallDeps,
  tx: TrunkRead,
  asked: { readonly id: TrunkId; readonly testCallId: string; readonly isTenant: boolean },
): Promise<Result<TestCallView>> {
  const trunk = await findTrunk(tx, asked.id);
  if (!trunk || (asked.isTenant && isPlatforms(trunk))) return fail({ code: 'trunk.not-found', id: asked.id });
  const call = tests.look(asked.id, asked.testCallId);
  return call ? ok(call) : fail({ code: 'not-found', what: 'test call' });
}

/** What the carrier may be sent: digits, and the number as the trunk spells it. */
const spellings = ({ called, inbound }: StoredTrunk, number: E164): string[] => [
  number.slice(1),
  spelledFor(number, called.form, inbound),
  spelledFor(number, 'national', inbound),
];

async function around(
  { db }: TrunkRead,
  { tenantId }: StoredTrunk,
  boxId: BoxId,
): Promise<{ readonly emergency: readonly string[]; readonly tag: TenantTag | null; readonly shown: E164 | null }> {
  const [box, tenant] = await Promise.all([
    db.selectFrom('boxes').select('emergency_numbers').where('id', '=', boxId).executeTakeFirst(),
    tenantId === null
      ? undefined
      : db.selectFrom('tenants').select(['tag', 'outbound_caller_id']).where('id', '=', tenantId).executeTakeFirst(),
  ]);
  return {
    emergency: box?.emergency_numbers ?? [],
    tag: tenant?.tag ?? null,
    // The foreign key lets nothing else in.
    shown: (tenant?.outbound_caller_id ?? null) as E164 | null,
  };
}

const isOwnNumber = async ({ db }: TrunkRead, number: E164): Promise<boolean> =>
  (await db.selectFrom('dids').select('id').where('number', '=', number).executeTakeFirst()) !== undefined;
