import { ownQueuesView } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { draw } from '../../frame/draw.fake.tsx';
import { QueuesSection } from './queues-section.tsx';

const screen = (...rows: object[]): string =>
  draw(
    <QueuesSection
      queues={{ tag: 'ready', value: ownQueuesView.parse({ rows }) }}
      logIn={() => Promise.resolve({ ok: true, value: {} })}
    />,
  );
const hotline = { id: 'h0t000000000', name: 'Hotline', loggedIn: true, mayLogOut: true };

test('says of each of my queues whether its calls reach me', () => {
  expect(screen(hotline)).toMatch(/Queues.*Hotline.*Logged in/);
  expect(screen({ ...hotline, loggedIn: false })).toMatch(/Hotline.*Logged out/);
  expect(screen({ ...hotline, mayLogOut: false })).toContain('Only an admin can log you out');
});
test('says nothing to whoever is in no queue', () => expect(screen()).not.toContain('Queues'));
test('says so when they can’t be had', () =>
  expect(
    draw(
      <QueuesSection
        queues={{ tag: 'failed', failure: { code: 'database.down', detail: '' } }}
        logIn={() => Promise.resolve({ ok: true, value: {} })}
      />,
    ),
  ).toMatch(/Queues.*can’t be read right now/));
