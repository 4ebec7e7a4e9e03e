import type { JobView } from '@synergycall/domain';
import { t } from '@synergycall/ui/messages';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { tenantOf } from '../link.ts';
import { sayChanges, sayJob, sayVersion } from '../say.ts';
import { parseWords } from '../words.ts';

/** Applies, newest first; with a job's id that one with its changes; with `--box` the versions of what all tenants share. */
export const history: Command = async ({ words, out, signedIn }) => {
  const { values, positionals } = parseWords(
    words,
    {
      limit: { type: 'string', default: '20' },
      all: { type: 'boolean', default: false },
      box: { type: 'boolean', default: false },
    },
    1,
  );
  const { client } = signedIn();
  const [id] = positionals;
  if (id !== undefined) {
    const asked = id as JobView['id'];
    const job =
      values.all || values.box
        ? await client.applies.boxJob.query({ id: asked })
        : await client.applies.job.query({ tenantId: (await tenantOf(client, values.tenant)).id, id: asked });
    sayJob(out, job);
    sayChanges(out, job.changes);
    out.result(job);
    return EXIT.ok;
  }
  const limit = Math.min(200, Math.max(1, Math.trunc(Number(values.limit)) || 20));
  if (values.box) {
    const versions = await client.history.boxGenerations.query({ limit });
    for (const version of versions.rows) out.line(sayVersion(version));
    if (versions.nextCursor !== null) out.line(t('cli.more', { n: Math.min(200, limit * 2) }));
    out.result(versions);
    return EXIT.ok;
  }
  const page = values.all
    ? await client.applies.allJobs.query({ limit })
    : await client.applies.jobs.query({ tenantId: (await tenantOf(client, values.tenant)).id, limit });
  for (const job of page.rows) {
    const { steps: _steps, error: _error, warnings: _warnings, ...head } = job;
    sayJob(out, { ...head, steps: [], error: null, warnings: [] });
    if (job.generation !== null || job.reason !== null)
      out.line(`    ${[job.generation, job.reason].filter((part) => part !== null).join('  ')}`);
  }
  if (page.nextCursor !== null) out.line(t('cli.more', { n: Math.min(200, limit * 2) }));
  out.result(page);
  return EXIT.ok;
};
