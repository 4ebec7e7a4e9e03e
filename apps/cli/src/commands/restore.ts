import type { RestoredView, RestorePlanView, TenantId } from '@synergycall/domain';
import { formatMomentInFull, t } from '@synergycall/ui/messages';
import { ask } from '../ask.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { tenantOf, type Client } from '../link.ts';
import { sayChanges, sayNotes } from '../say.ts';
import { generationOf, misused, objectOf, parseWords } from '../words.ts';
import { follow, type Followed } from './apply.ts';

/** Brings a version back as pending changes, after showing what that changes; `--apply` makes them live, too. */
export const restore: Command = async ({ words, out, signedIn }) => {
  const { values, positionals } = parseWords(
    words,
    {
      object: { type: 'string', multiple: true },
      box: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      apply: { type: 'boolean', default: false },
    },
    1,
  );
  const generation = generationOf(positionals[0]);
  if (values.box && values.object) throw misused(t('cli.only-one', { words: '--box, --object' }));
  const objects = values.object?.map(objectOf);
  const { client } = signedIn();
  const side = values.box
    ? sideOfBox(client, generation)
    : sideOfTenant(client, {
        tenantId: (await tenantOf(client, values.tenant)).id,
        generation,
        ...(objects && { objects }),
      });
  const plan = await side.plan();
  if (plan.changes.length + plan.notes.length === 0) {
    out.line(t('failure.restore.nothing.title', { generation }));
    out.result(plan);
    return EXIT.ok;
  }
  out.line(t('cli.restore.plan', { generation, since: formatMomentInFull(plan.liveSince) }));
  sayChanges(out, plan.changes);
  sayNotes(out, plan.notes);
  if (values['dry-run']) {
    out.result(plan);
    return plan.changes.length === 0 ? EXIT.ok : EXIT.differs;
  }
  if (!values.yes && (await ask(t('cli.restore.ask'))).trim().toLowerCase() !== 'yes') {
    out.note(t('cli.restore.no'));
    return EXIT.ok;
  }
  const done = await side.restore(plan.mark);
  if (!values.apply || done.pendingCount === 0) {
    out.line(t('cli.restore.done', { n: done.pendingCount }));
    out.result(done);
    return EXIT.ok;
  }
  return follow({ out, waits: true, ...(await side.apply(`restore ${generation}`)) });
};

/** What is restored: a tenant, or the part that all tenants share. */
interface Side {
  plan(): Promise<RestorePlanView>;
  restore(mark: string): Promise<RestoredView>;
  apply(reason: string): Promise<Omit<Followed, 'out'>>;
}

const sideOfBox = (client: Client, generation: number): Side => ({
  plan: () => client.history.boxRestorePlan.query({ generation }),
  restore: (mark) => client.history.boxRestore.mutate({ generation, mark }),
  async apply(reason) {
    const job = await client.applies.startBox.mutate({ reason });
    return { job, look: () => client.applies.boxJob.query({ id: job.id }) };
  },
});

function sideOfTenant(
  client: Client,
  wish: { readonly tenantId: TenantId; readonly generation: number; readonly objects?: ReturnType<typeof objectOf>[] },
): Side {
  const { tenantId } = wish;
  return {
    plan: () => client.history.restorePlan.query(wish),
    restore: (mark) => client.history.restore.mutate({ ...wish, mark }),
    async apply(reason) {
      const job = await client.applies.start.mutate({ tenantId, reason });
      return { job, look: () => client.applies.job.query({ tenantId, id: job.id }) };
    },
  };
}
