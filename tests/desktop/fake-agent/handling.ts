import * as d from '@synergycall/domain';
import { z } from 'zod';
import { targetView } from './did-memory.ts';
import { refuse, type FakeProcedures } from './procedures.ts';
import type { FakeState } from './state.ts';

/** What a person's calls do, as stored. */
export interface FakeHandling {
  dnd: boolean;
  forwards: Partial<Record<d.ForwardEvent, d.Forward>>;
  ringSeconds: number | null;
  hasPin: boolean;
}
const all = new WeakMap<FakeState, Map<string, FakeHandling>>();

/** By person; `state.changed()` tells whoever follows. */
export function fakeHandling(state: FakeState): (userId: string) => FakeHandling {
  const known = all.get(state) ?? new Map<string, FakeHandling>();
  all.set(state, known);
  return (userId) => {
    const of = known.get(userId) ?? { dnd: false, forwards: {}, ringSeconds: null, hasPin: false };
    known.set(userId, of);
    return of;
  };
}

const notifies = new WeakMap<FakeState, Map<string, d.VoicemailNotify | null>>();
/** What people chose to be told of by e-mail. */
export function fakeNotify(state: FakeState): Map<string, d.VoicemailNotify | null> {
  const known = notifies.get(state) ?? new Map<string, d.VoicemailNotify | null>();
  notifies.set(state, known);
  return known;
}

/** Call handling and PINs, at once; numbers that nobody may call are those that begin with +1900. */
export function handlingRouters(state: FakeState, { router, guarded, q, m, follow }: FakeProcedures) {
  const handlingOf = fakeHandling(state);
  const person = (id: string): d.UserView =>
    state.users.find((each) => each.id === id) ?? refuse({ code: 'user.not-found', id });
  const viewOf = (forward: d.Forward | undefined): d.ForwardView | null => {
    if (!forward) return null;
    if (forward.kind === 'voicemail' || forward.kind === 'hangup') return { forward, name: '', detail: null };
    const found = targetView(state, forward);
    return (
      found && { forward, name: found.name, detail: found.detail, ...(found.flowKind && { flowKind: found.flowKind }) }
    );
  };
  const view = (userId: d.UserId): d.HandlingView => {
    const of = handlingOf(userId);
    const { voicemailEnabled } = person(userId);
    const usual = voicemailEnabled ? d.RINGS.withVoicemail : d.RINGS.without;
    return {
      userId,
      dnd: of.dnd,
      forwards: {
        always: viewOf(of.forwards.always),
        busy: viewOf(of.forwards.busy),
        noanswer: viewOf(of.forwards.noanswer),
        away: viewOf(of.forwards.away),
      },
      ringSeconds: of.ringSeconds,
      rings: of.ringSeconds ?? usual,
      voicemail: voicemailEnabled,
      hasPin: of.hasPin,
    };
  };
  const chosen = fakeNotify(state);
  const notification = (userId: d.UserId): d.NotificationView => {
    const [{ email }, notify] = [person(userId), chosen.get(userId) ?? null];
    return { chosen: notify, happens: email === null ? 'off' : (notify ?? 'note'), email, sends: true };
  };
  const found = (userId: d.UserId, event: d.ForwardEvent, wish: d.ForwardWish): d.Forward => {
    if (wish.kind === 'dialled') {
      const owner = state.users.find(({ extension }) => String(extension) === wish.dialled);
      if (owner) return { kind: 'user', userId: owner.id };
      const number = d.e164.safeParse(`+49${wish.dialled.replaceAll(/\D/g, '').replace(/^0/, '')}`);
      if (wish.dialled.startsWith('0') && number.success) return { kind: 'external', number: number.data };
      return refuse({ code: 'input.invalid', issues: [{ path: `forwards.${event}`, problem: 'handling.nobody' }] });
    }
    if (wish.kind === 'external' && wish.number.startsWith('+1900'))
      refuse({ code: 'handling.number-blocked', number: wish.number });
    if (wish.kind === 'user' && handlingOf(wish.userId).forwards.always)
      refuse({ code: 'flow.loop', names: [person(userId).name, person(wish.userId).name, person(userId).name] });
    return wish;
  };
  return {
    handling: router({
      get: q(d.handlingInput, d.handlingView, (i) => view(i.userId)),
      update: m(d.updateHandlingInput, d.handlingView, ({ userId, tenantId, dnd, ringSeconds, forwards }) => {
        const of = handlingOf(userId);
        for (const event of d.forwardEvent.options) {
          const wish = forwards?.[event];
          if (wish === null) delete of.forwards[event];
          else if (wish) of.forwards[event] = found(userId, event, wish);
        }
        if (dnd !== undefined) of.dnd = dnd;
        if (ringSeconds !== undefined) of.ringSeconds = ringSeconds;
        const { id, name } = person(userId);
        state.record('handling.update', { kind: 'user', id, name }, { tenantId, after: { ...of } });
        state.changed();
        return view(userId);
      }),
      onChange: guarded
        .input(d.handlingInput)
        .subscription(({ input, signal }) => follow(signal, () => view(input.userId))),
    }),
    voicemail: router({
      setPin: m(d.setPinInput, z.object({}), ({ id, tenantId, pin }) => {
        handlingOf(id).hasPin = pin !== null;
        const action = pin === null ? 'user.remove-pin' : 'user.set-pin';
        state.record(action, { kind: 'user', id, name: person(id).name }, { tenantId });
        return {};
      }),
      notification: q(d.notificationInput, d.notificationView, ({ id }) => notification(id)),
      setNotification: m(d.setNotificationInput, d.notificationView, ({ id, tenantId, notify }) => {
        chosen.set(id, notify);
        state.record('voicemail.notify', { kind: 'user', id, name: person(id).name }, { tenantId });
        return notification(id);
      }),
    }),
  };
}
