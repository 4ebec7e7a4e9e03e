import {
  anyTestCallInput,
  placeAnyTestCallInput,
  placeTestCallInput,
  testCallInput,
  testCallView,
} from '@synergycall/domain';
import { orThrow, platformProcedure, rest, tenantProcedure } from '../../rpc/index.ts';
import { lookAtTestCall, prepareTestCall, type TestCallDeps } from './test-call.service.ts';

/** Test calls; whoever placed one asks how it stands until it has ended. Part of the trunks' router. */
export const testCallProcedures = (deps: TestCallDeps) => ({
  testCall: tenantProcedure(
    'trunk.test',
    rest('POST', '/tenants/{tenantId}/trunks/{id}/test-calls', 'Places a test call by a trunk'),
  )
    .input(placeTestCallInput)
    .output(testCallView)
    .mutation(async ({ ctx, input: { id, number } }) =>
      deps.tests.place(await ctx.audited((tx) => prepareTestCall(deps, tx, { id, number, callerId: undefined }))),
    ),

  testCallState: tenantProcedure(
    'trunk.test',
    rest('GET', '/tenants/{tenantId}/trunks/{id}/test-calls/{testCallId}', 'Shows how a test call stands'),
  )
    .input(testCallInput)
    .output(testCallView)
    .query(async ({ ctx, input: { id, testCallId } }) =>
      orThrow(await ctx.read((tx) => lookAtTestCall(deps, tx, { id, testCallId, isTenant: true }))),
    ),

  testCallAny: platformProcedure(
    'trunk.manage-all',
    rest('POST', '/trunks/{id}/test-calls', 'Places a test call by any trunk'),
  )
    .input(placeAnyTestCallInput)
    .output(testCallView)
    .mutation(async ({ ctx, input: { id, number, callerId } }) =>
      deps.tests.place(
        await ctx.audited((tx) => prepareTestCall(deps, tx, { id, number, callerId: callerId ?? undefined })),
      ),
    ),

  testCallAnyState: platformProcedure(
    'trunk.manage-all',
    rest('GET', '/trunks/{id}/test-calls/{testCallId}', 'Shows how a test call by any trunk stands'),
  )
    .input(anyTestCallInput)
    .output(testCallView)
    .query(async ({ ctx, input: { id, testCallId } }) =>
      orThrow(await ctx.read((tx) => lookAtTestCall(deps, tx, { id, testCallId, isTenant: false }))),
    ),
});
