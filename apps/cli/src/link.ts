import { Agent } from 'node:https';
import { connectionFailure, overHttps } from '@synergycall/client';
import type { Failure, TenantView } from '@synergycall/domain';
import { failureText, t, type AnyFailure } from '@synergycall/ui/messages';
import { createTRPCClient, httpLink, TRPCClientError, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '@synergycall/agent/router';
import { EXIT, Stop } from './exit.ts';
import type { Session } from './session.ts';

export type Client = TRPCClient<AppRouter>;

/** A client of the agent. SECURITY: only the authority that was trusted at `login` is believed. */
export function connect(at: Pick<Session, 'url' | 'caPem'>, token?: string): Client {
  const agent = new Agent({ ca: at.caPem, keepAlive: true });
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${at.url}/trpc`,
        fetch: overHttps(agent),
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      }),
    ],
  });
}

/** What went wrong as a sentence with its remedy, and the exit code for it. */
export function stopOf(error: unknown, url: string): Stop {
  if (error instanceof Stop) return error;
  // Exit 1 is taken by `there are differences`: a script must never read that out of a crash.
  if (!(error instanceof TRPCClientError))
    return sayStop({ code: 'client.unexpected', detail: error instanceof Error ? error.message : String(error) });
  const failure = (error.data as { failure?: Failure } | null)?.failure;
  const host = url === '' ? '' : new URL(url).host;
  const known: AnyFailure =
    failure ??
    (error.data === undefined || error.data === null
      ? connectionFailure(error.cause ?? error, host)
      : { code: 'client.unexpected', detail: error.message });
  return sayStop(known);
}

function sayStop(known: AnyFailure): Stop {
  const { title, todo } = failureText(known);
  const away = known.code.startsWith('client.') || known.code === 'auth.required';
  return new Stop(away ? EXIT.unreachable : EXIT.refused, `${title}\n${todo}`);
}

/** The tenant that a word names (name, tag or id); without a word the only one there is. */
export async function tenantOf(client: Client, word: string | undefined): Promise<TenantView> {
  const { rows } = await client.tenant.list.query();
  const names = rows.map((row) => row.name).join(', ');
  if (word === undefined) {
    const [only] = rows;
    if (only && rows.length === 1) return only;
    throw new Stop(EXIT.usage, t('cli.which-tenant', { names }));
  }
  const found = rows.filter((row) => [row.id, row.tag, row.name].some((one) => same(one, word)));
  const [tenant] = found;
  if (tenant && found.length === 1) return tenant;
  throw new Stop(EXIT.refused, t('cli.no-such-tenant', { word, names }));
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
