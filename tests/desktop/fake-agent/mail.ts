import * as d from '@synergycall/domain';
import { z } from 'zod';
import { paged, refuse, type FakeProcedures } from './procedures.ts';
import { newId, type FakeState } from './state.ts';

/** What tests may look at and turn. */
export interface FakeMail {
  settings: d.MailSettings | null;
  letters: d.LetterView[];
  /** What the server says to a test letter. */
  answer: d.TestMail;
}

const memories = new WeakMap<FakeState, FakeMail>();
export function fakeMailOf(state: FakeState): FakeMail {
  const known = memories.get(state);
  if (known) return known;
  const made: FakeMail = {
    settings: null,
    letters: [],
    answer: { accepted: true, trouble: null, answer: '250 2.0.0 Ok: queued as 4B6D1' },
  };
  memories.set(state, made);
  return made;
}

/** A letter of the first tenant. */
export function addLetter(state: FakeState, wish: Partial<d.LetterView>): void {
  const tenant = state.tenants[0];
  if (!tenant) throw new Error('no tenant');
  fakeMailOf(state).letters.unshift({
    id: newId<string>(),
    tenantId: tenant.id,
    tenantName: tenant.name,
    kind: 'voicemail',
    to: 'ann@acme.example',
    subject: 'New voicemail from Ben Ode (1002)',
    state: 'sent',
    attempts: 1,
    createdAt: '2026-11-27T14:02:00.000Z',
    nextAt: null,
    endedAt: '2026-11-27T14:02:02.000Z',
    trouble: null,
    answer: '250 2.0.0 Ok',
    ...wish,
  });
}

export function mailRouter(state: FakeState, { router, q, m }: FakeProcedures) {
  const mail = fakeMailOf(state);
  const view = (): d.MailView => ({
    settings: mail.settings,
    waiting: mail.letters.filter((one) => one.state === 'waiting').length,
    failed: mail.letters.filter((one) => one.state === 'failed').length,
  });
  return router({
    settings: q(z.unknown(), d.mailView, view),
    update: m(d.updateMailInput, d.mailView, ({ password, ...wish }) => {
      if (wish.revision !== (mail.settings?.revision ?? 0))
        refuse({ code: 'revision.stale', entity: 'mail', id: state.box.id, expected: wish.revision, actual: 9 });
      const hasLogin = typeof password === 'string' || (password === undefined && mail.settings?.hasLogin === true);
      if (wish.username !== null && !hasLogin)
        refuse({ code: 'input.invalid', issues: [{ path: 'password', problem: 'mail.password-needed' }] });
      mail.settings = { ...wish, hasLogin: hasLogin && wish.username !== null, revision: wish.revision + 1 };
      return view();
    }),
    test: m(d.testMailInput, d.testMailView, () =>
      mail.settings === null ? { accepted: false, trouble: 'not-set-up' as const, answer: '' } : mail.answer,
    ),
    outbox: q(d.listLettersInput, d.letterPage, (input) =>
      paged(
        mail.letters.filter(
          (one) =>
            (input.state === undefined || one.state === input.state) &&
            `${one.to} ${one.subject}`.toLowerCase().includes((input.search ?? '').toLowerCase()),
        ),
        input,
      ),
    ),
    retry: m(d.retryLetterInput, z.object({}), ({ id }) => {
      const found = mail.letters.find((one) => one.id === id) ?? refuse({ code: 'not-found', what: 'letter' });
      Object.assign(found, { state: 'waiting', endedAt: null, nextAt: '2026-11-28T09:00:00.000Z' });
      return {};
    }),
  });
}
