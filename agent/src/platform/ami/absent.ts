import { fail } from '@synergycall/domain';
import type { AmiCore } from './connection.ts';
import type { Ami, AmiState } from './types.ts';
import { withVerbs } from './verbs.ts';

/** For an agent without Asterisk: every action fails with `ami.down` at once, nothing is ever connected. */
export function absentAmi(): Ami {
  const state: AmiState = { tag: 'down', since: Date.now(), reason: 'refused-connection' };
  const core: AmiCore = {
    state,
    onState: () => () => undefined,
    onFullyBooted: () => () => undefined,
    waitLive: async () => false,
    send: async (action) => fail({ code: 'ami.down', action, reason: 'there is no Asterisk', sent: false }),
    list: async (action) => fail({ code: 'ami.down', action, reason: 'there is no Asterisk', sent: false }),
    on: () => () => undefined,
    close: async () => undefined,
  };
  return withVerbs(core);
}
