import { expect, test } from 'vitest';
import { draw } from '../../frame/draw.fake.tsx';
import { fieldProblem, PasswordScreen } from './password-screen.tsx';

test('says before that other places are signed out', () =>
  expect(
    draw(<PasswordScreen email="ann@acme.example" change={() => Promise.resolve({ ok: true, value: {} })} />),
  ).toContain('you will be signed out'));
test('each refusal stands beside the field it is about', () => {
  expect(fieldProblem({ code: 'auth.wrong-credentials' })).toEqual({ current: 'This is not your current password.' });
  expect(fieldProblem({ code: 'auth.weak-password', reason: 'too-short' }).next).toContain('too short');
  expect(fieldProblem({ code: 'database.down', detail: 'x' })).toEqual({});
});
