import { handlingView } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { draw } from '../../frame/draw.fake.tsx';
import { CallsScreen } from './calls-screen.tsx';

const screen = (change: object = {}): string =>
  draw(
    <CallsScreen
      handling={{
        tag: 'ready',
        value: handlingView.parse({
          userId: 'ann000000vsr',
          dnd: false,
          forwards: { always: null, busy: null, noanswer: null, away: null },
          ringSeconds: null,
          rings: 20,
          voicemail: true,
          hasPin: false,
          ...change,
        }),
      }}
      change={() => Promise.resolve({ ok: true, value: {} })}
      onRetry={() => undefined}
    />,
  );

test('says what each kind of call comes to by default', () => {
  expect(screen()).toMatch(/Do not disturb.*All calls.*My phones ring.*When you are busy.*Voicemail/);
  expect(screen({ voicemail: false })).toMatch(/When you are busy.*The caller is told/);
});
test('names whom calls go to', () => {
  const busy = { forward: { kind: 'user', userId: 'ben000000vsr' }, name: 'Ben Ode', detail: '1002' };
  expect(screen({ forwards: { always: null, busy, noanswer: null, away: null } })).toContain('Goes to Ben Ode, 1002');
});
test('a ring time that is not in the list is in it all the same', () =>
  expect(screen({ ringSeconds: 17, rings: 17 })).toContain('17 seconds'));
