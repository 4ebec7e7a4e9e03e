import { Agent as HttpsAgent, request } from 'node:https';
import type { BoxId, Failure } from '@synergycall/domain';
import { denyingDatabase, fakeRouter } from '../../agent/src/router.fake.ts';
import { newId } from '../../agent/src/platform/random/index.ts';
import type { ProcedureMeta } from '../../agent/src/rpc/index.ts';
import { labAgent, type AgentClient, type LabAgent } from '../lab/index.ts';

/** Who asks: every role (in the own tenant), and nobody. */
export const PEOPLE = ['platform_admin', 'tenant_admin', 'support', 'end_user', 'nobody'] as const;
export type Who = (typeof PEOPLE)[number];
export const PASSWORD = 'kelp-lantern-orbit-42';

/** One tenant with what a call may name. */
export interface Stage {
  readonly tenantId: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly jobId: string;
}
export interface Scene {
  readonly lab: LabAgent;
  readonly own: Stage;
  readonly foreign: Stage;
  readonly boxId: BoxId;
  readonly emails: Record<Exclude<Who, 'nobody'>, string>;
  /** The platform admin, in a session of its own. */
  readonly admin: AgentClient;
  tokenOf(who: Who): string | undefined;
  /** A new session in place of the one that ended. */
  renew(who: Who): Promise<void>;
  /** Over tRPC's HTTP form. */
  call(who: Who, what: Called, input: unknown): Promise<Answer>;
  /** Any request, with any headers. */
  http(path: string, init?: { method?: string; headers?: Record<string, string>; body?: string }): Promise<HttpAnswer>;
  close(): Promise<void>;
}
export interface Called {
  readonly path: string;
  readonly type: 'query' | 'mutation' | 'subscription';
}
export interface Answer {
  readonly failure?: Failure;
  readonly data?: unknown;
  readonly text: string;
}
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

export interface Procedure extends Called {
  readonly meta: ProcedureMeta;
}

/** Every procedure of the router, whoever added it. */
export function procedures(): readonly Procedure[] {
  const { router, close } = fakeRouter(denyingDatabase().database, newId<BoxId>());
  close();
  const defined = router._def.procedures as unknown as Record<string, { _def: Omit<Procedure, 'path'> }>;
  return Object.entries(defined).map(([path, { _def }]) => ({ path, type: _def.type, meta: _def.meta }));
}

/** A whole agent with two tenants that have the same numbers, and an account of every role in the first. */
export async function scene(): Promise<Scene> {
  const lab = await labAgent({ realtime: 'sqlite' });
  const https = new HttpsAgent({ ca: lab.tls.ca, keepAlive: true });
  const own = await stage(lab, 'Acme');
  const foreign = await stage(lab, 'Beta');
  const emails = {
    platform_admin: lab.adminLogin.email,
    tenant_admin: 'tina@acme.example',
    support: 'sam@acme.example',
    end_user: 'ann@acme.example',
  };
  for (const role of ['tenant_admin', 'support', 'end_user'] as const)
    await lab.admin.account.create.mutate({
      tenantId: own.tenantId as never,
      name: role,
      email: emails[role],
      password: PASSWORD,
      role,
      ...(role === 'end_user' && { userId: own.userId as never }),
    });
  const tokens = new Map<Who, string>();
  const http: Scene['http'] = (path, init = {}) =>
    new Promise((done, fail) => {
      const asked = request(`${lab.url}${path}`, { ...init, agent: https }, (answer) => {
        let text = '';
        const end = () => done({ status: answer.statusCode ?? 0, text });
        answer.on('data', (part: Buffer) => {
          text += part.toString();
          // A stream: its first value (after the event `connected`) is enough.
          if (!String(answer.headers['content-type']).startsWith('text/event-stream')) return;
          if (!/^data: .+$/m.test(text.replace(/event: connected\ndata: .*\n/, ''))) return;
          end();
          asked.destroy();
        });
        answer.on('end', end);
        answer.on('error', () => end());
      });
      asked.on('error', fail);
      asked.end(init.body);
    });
  let admin = lab.admin;
  const here: Scene = {
    lab,
    get admin() {
      return admin;
    },
    own,
    foreign,
    boxId: lab.agent.boxId,
    emails,
    http,
    tokenOf: (who) => tokens.get(who),
    async renew(who) {
      if (who === 'nobody') return;
      const body = JSON.stringify({ email: emails[who], password: PASSWORD });
      const { text } = await http('/trpc/auth.signIn', { method: 'POST', headers: JSON_BODY, body });
      const token = (JSON.parse(text) as { result?: { data: { token: string } } }).result?.data.token;
      if (!token) throw new Error(`${who} can't sign in: ${text}`);
      tokens.set(who, token);
      // A changed password ends all other sessions.
      if (who === 'platform_admin') admin = await lab.signIn(emails[who], PASSWORD);
    },
    async call(who, { path, type }, input) {
      const token = tokens.get(who);
      const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
      const body = JSON.stringify(input);
      const query = `/trpc/${path}?input=${encodeURIComponent(body)}`;
      const { text } =
        type === 'mutation'
          ? await http(`/trpc/${path}`, { method: 'POST', headers: { ...headers, ...JSON_BODY }, body })
          : await http(query, {
              headers: { ...headers, ...(type === 'subscription' && { accept: 'text/event-stream' }) },
            });
      return { text, ...(type === 'subscription' ? streamed(text) : answered(text)) };
    },
    async close() {
      https.destroy();
      await lab.release();
    },
  };
  for (const who of PEOPLE) await here.renew(who);
  return here;
}

const JSON_BODY = { 'content-type': 'application/json' };

type Outcome = { failure?: Failure; data?: unknown };

function answered(text: string): Outcome {
  const { error, result } = JSON.parse(text) as {
    error?: { data: { failure: Failure } };
    result?: { data: unknown };
  };
  return error ? { failure: error.data.failure } : { data: result?.data };
}

/** The first event of a stream; a refusal comes as the event `serialized-error`, or as JSON before the stream begins. */
function streamed(text: string): Outcome {
  if (text.startsWith('{')) return answered(text);
  const event = text.replace(/event: connected\ndata: .*\n/, '');
  const data = JSON.parse(/^data: (.+)$/m.exec(event)?.[1] ?? 'null') as { data?: { failure?: Failure } } | null;
  if (event.includes('event: serialized-error') && data?.data?.failure) return { failure: data.data.failure };
  return { data };
}

async function stage(lab: LabAgent, name: string): Promise<Stage> {
  const { tenant, people } = await lab.company(name, ['Ann Lee'], { apply: false });
  const { id: jobId } = await lab.apply(tenant.id);
  return { tenantId: tenant.id, userId: people[0]!.user.id, deviceId: people[0]!.device!.id, jobId };
}

/** Waits until no apply runs any more, so that the next one finds the box free. */
export async function untilIdle(admin: AgentClient, jobId: string, tenantId: string): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) {
    const job = await admin.applies.job.query({ tenantId: tenantId as never, id: jobId as never });
    if (job.status !== 'PENDING' && job.status !== 'RUNNING') return;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`apply ${jobId} does not end`);
}
