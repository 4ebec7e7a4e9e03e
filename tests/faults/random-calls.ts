import { compilePlan, decide, type SipUsername } from '../../packages/domain/src/index.ts';
import { rawLine, type RawLine } from '../lab/phones/index.ts';
import { must, type TestBox } from './box.ts';
import { beliefs } from './random-check.ts';
import type { Secrets } from './random-changes.ts';

/**
 * A call of a real phone through a tenant's live generation, which must end as the model that PostgreSQL calls live
 * says. Returns what is wrong; undefined also when nobody there has a phone that could call.
 */
export async function wrongCall(box: TestBox, secrets: Secrets, tag: string): Promise<string | undefined> {
  const { tenants, box: core } = await beliefs(box);
  const tenant = tenants.find((one) => one.tag === tag);
  if (!tenant?.live) return undefined;
  const { model } = tenant.live;
  const phones = model.devices.filter(
    (device) => device.transport === 'udp' && !tenant.revoked.has(device.sipUsername),
  );
  const [caller] = phones;
  // Somebody else's phone, or another one of the same person, or (refused as one's own extension) itself.
  const callee =
    phones.find((device) => device.userId !== caller?.userId) ?? phones.find((device) => device !== caller) ?? caller;
  const called = model.users.find((user) => user.id === callee?.userId);
  if (!caller || !callee || !called) return undefined;
  const secretOf = (device: typeof caller) => secrets.get(`${device.sipUsername}:${device.secretVersion}`);
  const dialled = String(called.extension);
  const facts = { tenantSuspended: tenant.suspended, suspendedUsers: tenant.suspendedUsers };
  // The emergency numbers that the model was compiled with may have changed since.
  const plan = must(compilePlan(model, { ...core, box: { ...core.box, emergencyNumbers: [] } }));
  // A revoked phone of the callee has no contact; it only stands in the plan until the next apply. Nor has one that is
  // not registered here: somebody with a single phone on UDP who calls their own extension reaches nobody.
  const decision = decide(plan, facts, { from: caller.sipUsername, dialled, at: 0 });
  // Whom nobody can ring may have a mailbox.
  const unanswered = called.voicemailEnabled ? 200 : 480;
  const meant = decision.does === 'refuse' ? decision.sip : callee === caller ? unanswered : 200;

  const lines: RawLine[] = [];
  const registered = async (device: typeof caller): Promise<RawLine | string> => {
    const secret = secretOf(device);
    const line = await rawLine({
      server: { host: '127.0.0.1', port: box.asterisk.ports.sip },
      username: device.sipUsername as SipUsername,
      ...(secret === undefined ? {} : { secret }),
    });
    lines.push(line);
    const { code } = await line.register();
    return code === 200 ? line : `REGISTER of ${device.sipUsername} was answered with ${code}`;
  };
  try {
    const callers = await registered(caller);
    if (typeof callers === 'string') return callers;
    const callees = callee === caller ? callers : await registered(callee);
    if (typeof callees === 'string') return callees;
    const call = await callers.invite({ dialled });
    await call.dialog?.hangUp();
    return call.code === meant
      ? undefined
      : `a call of ${caller.sipUsername} to ${dialled} was answered with ${call.code}, meant was ${meant} (${decision.because.map((one) => one.reason).join()})`;
  } finally {
    for (const line of lines) {
      await line.unregister().catch(() => undefined);
      await line.close();
    }
  }
}
