import type { ObjectChange } from '@synergycall/domain';
import { Section, Tag, t } from '@synergycall/ui';
import { Link } from 'wouter';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { sentencesOf } from './words.ts';

const KINDS = ['box', 'tenant', 'user', 'device'] as const;
const TONES = { new: 'live', changed: 'busy', removed: 'failed' } as const;

/** Changes as sentences, grouped by kind of object; people lead to their page. */
export function ChangeList({ changes }: { changes: readonly ObjectChange[] }) {
  const tenant = useTenant();
  return KINDS.map((kind) => ({ kind, of: changes.filter((c) => c.kind === kind) }))
    .filter((group) => group.of.length > 0)
    .map(({ kind, of }) => (
      <Section key={kind} title={`${t(`apply.kind.${kind}`)} · ${of.length}`}>
        <ul className="d-changes">
          {of.map((change) => (
            <li key={`${change.kind}-${change.id}`}>
              <span className="d-change-mark">
                <Tag tone={TONES[change.change]}>{t(`apply.mark.${change.change}`)}</Tag>
              </span>
              <div className="d-min0" dir="auto">
                {sentencesOf(change).map((sentence, i) => (
                  <div key={sentence}>
                    {i === 0 && change.kind === 'user' && change.change !== 'removed' ? (
                      <Link href={routes.user(tenant.id, change.id)} className="d-quiet-link">
                        {sentence}
                      </Link>
                    ) : (
                      sentence
                    )}
                  </div>
                ))}
              </div>
            </li>
          ))}
        </ul>
      </Section>
    ));
}
