import type { PolicyView } from '@synergycall/domain';
import { Tag, t, type Column } from '@synergycall/ui';
import { PendingTag } from '../user/columns.tsx';

/** Who goes by a policy, in words. */
export function usedByText({ isDefault, userCount }: Pick<PolicyView, 'isDefault' | 'userCount'>): string {
  if (!isDefault) return userCount === 0 ? t('policy.usedBy.nobody') : t('policy.usedBy.people', { n: userCount });
  return userCount === 0 ? t('policy.usedBy.default') : t('policy.usedBy.both', { n: userCount });
}

export const policyColumns: readonly Column<PolicyView>[] = [
  {
    id: 'name',
    header: t('policy.col.name'),
    width: 'minmax(140px, 1.6fr)',
    cell: (policy) => (
      <span className="d-row">
        <span className="sc-truncate d-strong" dir="auto" title={policy.name}>
          {policy.name}
        </span>
        {policy.isDefault ? <Tag>{t('policy.default.tag')}</Tag> : null}
        <PendingTag pending={policy.pending} />
      </span>
    ),
  },
  {
    id: 'rules',
    header: t('policy.col.rules'),
    width: '76px',
    align: 'end',
    cell: (policy) => policy.rules.length,
  },
  {
    id: 'allows',
    header: t('policy.col.allows'),
    width: 'minmax(130px, 1.4fr)',
    cell: (policy) => <span className={policy.rules.length === 0 ? 'sc-dim' : undefined}>{sumText(policy)}</span>,
  },
  {
    id: 'usedBy',
    header: t('policy.col.usedBy'),
    width: 'minmax(130px, 1.4fr)',
    cell: (policy) => (
      <span className={policy.isDefault || policy.userCount > 0 ? undefined : 'sc-dim'}>{usedByText(policy)}</span>
    ),
  },
];

/** "3 allow, 1 denies", or that nothing goes out. */
function sumText({ rules }: PolicyView): string {
  const allowing = rules.filter(({ act }) => act.does === 'allow').length;
  if (allowing === 0) return t('policy.sum.nothing');
  const denying = rules.length - allowing;
  const said = [
    t('policy.sum.allow', { n: allowing }),
    ...(denying === 0 ? [] : [t('policy.sum.deny', { n: denying })]),
  ];
  return said.join(', ');
}
