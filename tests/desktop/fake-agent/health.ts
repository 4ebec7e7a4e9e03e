import type { HealthView } from '@synergycall/domain';
import type { FakeState } from './state.ts';

/** A box on which the disk runs full, and Asterisk does as the test asked for. */
export const healthOf = (state: FakeState): HealthView => ({
  at: new Date().toISOString(),
  state: state.asterisk === 'live' ? 'ok' : 'down',
  version: '0.1.0-fake',
  components: [
    { name: 'database', state: 'ok', detail: 'PostgreSQL 15.14', sinceAt: null, ms: 2 },
    { name: 'realtime', state: 'ok', detail: 'SQLite', sinceAt: null, ms: 1 },
    {
      name: 'asterisk',
      state: state.asterisk === 'live' ? 'ok' : 'down',
      detail: state.asterisk === 'live' ? '22.10.1, 0 calls' : 'connect ECONNREFUSED',
      sinceAt: new Date().toISOString(),
      ms: 3,
    },
    { name: 'disk', state: 'degraded', detail: '6 % free on /var', sinceAt: new Date().toISOString(), ms: null },
  ],
});
