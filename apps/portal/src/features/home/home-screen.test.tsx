import { expect, test } from 'vitest';
import { aDevice, aUser, draw, picture } from '../../frame/draw.fake.tsx';
import { HomeScreen, type HomeProps } from './home-screen.tsx';

const profile = (change: Parameters<typeof aUser>[0] = {}): HomeProps['profile'] => {
  const user = aUser(change);
  return { tag: 'ready', value: { user, tenantName: 'Acme', extension: user.extension } };
};
const home = (props: Partial<HomeProps>): string =>
  draw(
    <HomeScreen
      profile={profile()}
      devices={{ tag: 'ready', value: [aDevice('Desk')] }}
      live={picture({ Desk: 'registered' })}
      onRetry={() => undefined}
      {...props}
    />,
  );

test('says who I am, my extension and whether calls reach me', () =>
  expect(home({})).toMatch(
    /Ann Lee.*Acme.*Extension.*1001.*Desk is registered: calls reach you.*Your phones.*Desk.*Registered/,
  ));
test('a suspended person is told so, and not that calls reach them', () => {
  const text = home({ profile: profile({ status: 'suspended' }) });
  expect(text).toContain('Your extension is suspended');
  expect(text).not.toContain('calls reach you');
});
test('a new person is told that nothing is live yet', () =>
  expect(home({ profile: profile({ pending: 'new' }) })).toContain('not live yet'));
test('a deleted extension is said in words', () =>
  expect(home({ profile: profile({ extension: null }) })).toContain('No extension'));
test('while it loads nothing is claimed', () =>
  expect(home({ profile: { tag: 'loading' } })).not.toMatch(/1001|reach/));
test('a failure says what to do and offers another try', () =>
  expect(home({ profile: { tag: 'failed', failure: { code: 'database.down', detail: 'ECONNREFUSED' } } })).toMatch(
    /Your data can’t be read right now.*Try again/,
  ));
test('devices that fail to load leave the rest standing', () =>
  expect(home({ devices: { tag: 'failed', failure: { code: 'internal', reference: 'k3x9' } } })).toMatch(/1001.*k3x9/));
test('a name is text, whatever is in it', () =>
  expect(home({ profile: profile({ name: '<b>Eve</b> ${SHELL(id)}' }) })).toContain(
    '&lt;b&gt;Eve&lt;/b&gt; ${SHELL(id)}',
  ));
