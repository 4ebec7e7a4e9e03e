import { formatMomentInFull, t } from '@synergycall/ui/messages';
import { ask } from '../ask.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { tenantOf } from '../link.ts';
import { sayChanges, sayNotes } from '../say.ts';
import { generationOf, objectOf, parseWords } from '../words.ts';
import { follow } from './apply.ts';

/** Brings a version back as pending changes, after showing what that changes; `--apply` makes them live, too. */
export const restore: Command = async ({ words, out, signedIn }) => {
  const { values, positionals } = parseWords(words, {
    object: { type: 'string', multiple: true },
    'dry-run': { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    apply: { type: 'boolean', default: false },
  });
  const generation = generationOf(positionals[0]);
  const { client } = signedIn();
  const { id: tenantId } = await tenantOf(client, values.tenant);
  const wish = { tenantId, generation, ...(values.object ? { objects: values.object.map(objectOf) } : {}) };
  const plan = await client.history.restorePlan.query(wish);
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
  const done = await client.history.restore.mutate({ ...wish, mark: plan.mark });
  if (!values.apply || done.pendingCount === 0) {
    out.line(t('cli.restore.done', { n: done.pendingCount }));
    out.result(done);
    return EXIT.ok;
  }
  const job = await client.applies.start.mutate({ tenantId, reason: `restore ${generation}` });
  return follow({ out, waits: true, job, look: () => client.applies.job.query({ tenantId, id: job.id }) });
};
