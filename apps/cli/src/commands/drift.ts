import type { DriftView } from '@synergycall/domain';
import { t } from '@synergycall/ui/messages';
import type { Command } from '../command.ts';
import { EXIT, Stop } from '../exit.ts';
import { tenantOf } from '../link.ts';
import { sayDrift } from '../say.ts';
import { parseWords } from '../words.ts';
import { follow } from './apply.ts';

/** Looks now; `--reapply` and `--adopt` act on what was just seen, and on nothing else. */
export const drift: Command = async ({ words, out, signedIn }) => {
  const { values } = parseWords(words, {
    box: { type: 'boolean', default: false },
    reapply: { type: 'string' },
    adopt: { type: 'string' },
  });
  const { client } = signedIn();
  const tenantId = values.box ? undefined : (await tenantOf(client, values.tenant)).id;
  const found: DriftView = tenantId
    ? await client.drift.get.query({ tenantId, now: true })
    : await client.drift.box.query({ now: true });
  if (values.adopt !== undefined) {
    const items = chosen(found, values.adopt);
    const done = tenantId
      ? await client.drift.adopt.mutate({ tenantId, items })
      : await client.drift.adoptBox.mutate({ items });
    out.line(t('cli.drift.adopted', { n: done.adopted }));
    out.result(done);
    return EXIT.ok;
  }
  if (values.reapply !== undefined) {
    const items = chosen(found, values.reapply);
    const job = tenantId
      ? await client.drift.reapply.mutate({ tenantId, items })
      : await client.drift.reapplyBox.mutate({ items });
    const look = () =>
      tenantId ? client.applies.job.query({ tenantId, id: job.id }) : client.applies.boxJob.query({ id: job.id });
    return follow({ out, waits: true, job, look });
  }
  if (found.items.length === 0) out.line(t('cli.drift.none'));
  sayDrift(out, found.items);
  if (found.unknown.length > 0) out.note(t('cli.drift.unknown', { stores: found.unknown.join(', ') }));
  out.result(found);
  return found.items.length === 0 ? EXIT.ok : EXIT.differs;
};

function chosen({ items }: DriftView, key: string): { key: string; seen: string }[] {
  const those = items.filter((item) => key === 'all' || item.key === key);
  if (those.length === 0) throw new Stop(EXIT.refused, t('cli.drift.no-such-key', { key }));
  return those.map(({ key: name, seen }) => ({ key: name, seen }));
}
