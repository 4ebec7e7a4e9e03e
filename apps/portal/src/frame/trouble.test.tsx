import { expect, test } from 'vitest';
import { draw } from './draw.fake.tsx';
import { Banner } from './banner.tsx';
import { troubleText } from './trouble-text.ts';

// Well within the fourth minute: the page's clock, taken when it is loaded, may be a moment behind this line's.
const heardAt = new Date(Date.now() - 210_000).toISOString();

test('nobody with a phone is told of PostgreSQL, hosts or actions', () => {
  for (const failure of [
    { code: 'database.down', detail: 'ECONNREFUSED 10.0.0.3' },
    { code: 'client.unreachable', host: 'pbx.example' },
    { code: 'access.denied', action: 'self.read' },
    { code: 'client.unexpected', detail: 'SyntaxError' },
  ] as const) {
    const { title, todo } = troubleText(failure);
    expect(`${title} ${todo}`).not.toMatch(/ECONN|PostgreSQL|pbx\.example|self\.read|Syntax|[{}]/);
  }
});
test('offline says how old the page is', () =>
  expect(draw(<Banner live={{ connection: 'offline', heardAt, asterisk: 'live' }} />)).toMatch(
    /No connection\..*3 min ago/,
  ));
test('all is well: no banner', () =>
  expect(draw(<Banner live={{ connection: 'live', heardAt, asterisk: 'live' }} />).trim()).toBe(''));
test('Asterisk is down: the states are unknown, and that is said', () =>
  expect(draw(<Banner live={{ connection: 'live', heardAt, asterisk: 'down' }} />)).toContain('does not answer'));
