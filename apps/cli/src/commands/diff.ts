import type { CompareView, Point } from '@synergycall/domain';
import { t } from '@synergycall/ui/messages';
import type { Command } from '../command.ts';
import { EXIT, type Exit } from '../exit.ts';
import { tenantOf } from '../link.ts';
import { sayChanges, sayTexts } from '../say.ts';
import { generationOf, misused, parseWords } from '../words.ts';

/** What is pending, of a tenant or of the part that all share; with `--from` (and `--to`), what differs between two versions. */
export const diff: Command = async ({ words, out, signedIn }) => {
  const { values } = parseWords(words, {
    text: { type: 'boolean', default: false },
    from: { type: 'string' },
    to: { type: 'string' },
    box: { type: 'boolean', default: false },
  });
  if (values.to !== undefined && values.from === undefined)
    throw misused(t('cli.missing', { command: '--to', what: '--from' }));
  const { client } = signedIn();
  const tenant = values.box ? undefined : await tenantOf(client, values.tenant);
  const whose = tenant?.name ?? t('cli.box');
  const compare = (from: Point, to: Point): Promise<CompareView> =>
    tenant
      ? client.history.compare.query({ tenantId: tenant.id, from, to })
      : client.history.boxCompare.query({ from, to });
  const exitFor = (count: number): Exit => (count === 0 ? EXIT.ok : EXIT.differs);

  if (values.from !== undefined) {
    const to = values.to === undefined || values.to === 'model' ? 'model' : generationOf(values.to);
    const from = generationOf(values.from);
    const found = await compare(from, to);
    out.line(t('cli.compared', { tenant: whose, from, to, n: found.changes.length }));
    sayChanges(out, found.changes);
    if (values.text) sayTexts(out, found.text);
    out.result(found);
    return exitFor(found.changes.length);
  }
  if (!tenant) {
    const pending = await client.applies.boxPending.query({});
    out.line(pending.count === 0 ? t('cli.nothing-pending') : t('cli.pending', { tenant: whose, n: pending.count }));
    sayChanges(out, pending.changes);
    if (values.text && pending.generation !== null) sayTexts(out, (await compare(pending.generation, 'model')).text);
    out.result(pending);
    return exitFor(pending.count);
  }
  const { pending, text } = values.text
    ? await client.applies.preview.query({ tenantId: tenant.id }).then((view) => ({ pending: view, text: view.text }))
    : { pending: await client.applies.pending.query({ tenantId: tenant.id }), text: [] };
  out.line(pending.count === 0 ? t('cli.nothing-pending') : t('cli.pending', { tenant: whose, n: pending.count }));
  sayChanges(out, pending.changes);
  sayTexts(out, text);
  out.result(pending);
  return exitFor(pending.count);
};
