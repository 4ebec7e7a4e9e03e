import { freezeWindow, type FreezeWindow, type TenantId } from '@synergycall/domain';
import { t } from '@synergycall/ui/messages';
import type { Call, Command } from '../command.ts';
import { EXIT, type Exit } from '../exit.ts';
import { tenantOf, type Client } from '../link.ts';
import { sayFreeze } from '../say.ts';
import { instantOf, misused, parseWords } from '../words.ts';

/** Times in which nothing of a tenant is applied: `freeze` lists them, `freeze add` announces one, `freeze remove ID` ends it. */
export const freeze: Command = async (call) => {
  const { values, positionals } = parseWords(
    call.words,
    {
      from: { type: 'string' },
      until: { type: 'string' },
      days: { type: 'string' },
      reason: { type: 'string' },
    },
    2,
  );
  const [act = 'list', id] = positionals;
  const { client } = call.signedIn();
  const inTenant = async (): Promise<TenantId> => (await tenantOf(client, values.tenant)).id;
  if (act === 'list' && id === undefined) return list(call, client, await inTenant());
  if (act === 'remove' && id !== undefined) {
    await client.freeze.remove.mutate({ tenantId: await inTenant(), id });
    call.out.line(t('freeze.removed'));
    call.out.result({});
    return EXIT.ok;
  }
  if (act !== 'add' || id !== undefined || !values.reason) throw misused(t('cli.bad-freeze'));
  const window = windowOf(values);
  const made = await client.freeze.add.mutate({ tenantId: await inTenant(), window, reason: values.reason });
  call.out.line(t('freeze.added'));
  call.out.line(`  ${sayFreeze(made)}`);
  call.out.result(made);
  return EXIT.ok;
};

async function list({ out }: Call, client: Client, tenantId: TenantId): Promise<Exit> {
  const found = await client.freeze.list.query({ tenantId });
  if (found.rows.length === 0) out.line(t('freeze.empty'));
  for (const row of found.rows) out.line(sayFreeze(row));
  out.result(found);
  return EXIT.ok;
}

/** With days a weekly one, on the tenant's clocks; else once, between two moments. */
function windowOf({ from = '', until = '', days }: { from?: string; until?: string; days?: string }): FreezeWindow {
  const window =
    days === undefined
      ? { kind: 'once', from: instantOf(from), until: instantOf(until) }
      : { kind: 'weekly', days: days.toLowerCase().split(','), from, until };
  const parsed = freezeWindow.safeParse(window);
  if (!parsed.success) throw misused(t('cli.bad-freeze'));
  return parsed.data;
}
