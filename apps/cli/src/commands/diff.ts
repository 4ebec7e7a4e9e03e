import { t } from '@synergycall/ui/messages';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { tenantOf } from '../link.ts';
import { sayChanges, sayTexts } from '../say.ts';
import { generationOf, parseWords } from '../words.ts';

/** What is pending; with `--from` (and `--to`), what differs between two versions. */
export const diff: Command = async ({ words, out, signedIn }) => {
  const { values } = parseWords(words, {
    text: { type: 'boolean', default: false },
    from: { type: 'string' },
    to: { type: 'string' },
  });
  const { client } = signedIn();
  const tenant = await tenantOf(client, values.tenant);
  if (values.from !== undefined) {
    const to = values.to === undefined || values.to === 'model' ? ('model' as const) : generationOf(values.to);
    const from = generationOf(values.from);
    const found = await client.history.compare.query({ tenantId: tenant.id, from, to });
    out.line(t('cli.compared', { tenant: tenant.name, from, to, n: found.changes.length }));
    sayChanges(out, found.changes);
    if (values.text) sayTexts(out, found.text);
    out.result(found);
    return found.changes.length === 0 ? EXIT.ok : EXIT.differs;
  }
  const { pending, text } = values.text
    ? await client.applies.preview.query({ tenantId: tenant.id }).then((view) => ({ pending: view, text: view.text }))
    : { pending: await client.applies.pending.query({ tenantId: tenant.id }), text: [] };
  out.line(
    pending.count === 0 ? t('cli.nothing-pending') : t('cli.pending', { tenant: tenant.name, n: pending.count }),
  );
  sayChanges(out, pending.changes);
  sayTexts(out, text);
  out.result(pending);
  return pending.count === 0 ? EXIT.ok : EXIT.differs;
};
