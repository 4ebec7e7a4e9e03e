import type { FailureOf, PolicyView } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { DeleteDialog, InTheWay } from '../../frame/delete-dialog.tsx';
import type { PolicyActs } from './use-policy-acts.ts';

/** Says what a deletion means, and who stands in its way. */
export function DeletePolicy(props: {
  policy: PolicyView;
  acts: PolicyActs;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { policy } = props;
  return (
    <DeleteDialog
      title={t('policy.delete.title', { name: policy.name })}
      act={() => props.acts.erase(policy)}
      inTheWay={(failure) => (failure.code === 'policy.in-use' ? <WhoGoesByIt failure={failure} /> : undefined)}
      onClose={props.onClose}
      onDeleted={props.onDeleted}
    >
      <p className="d-lead">{t('policy.delete.text')}</p>
    </DeleteDialog>
  );
}

function WhoGoesByIt({ failure: { name, count, by, isDefault } }: { failure: FailureOf<'policy.in-use'> }) {
  const people =
    count > by.length
      ? t('policy.delete.people.some', { by: by.join(', '), n: count - by.length })
      : t('policy.delete.people.all', { by: by.join(', ') });
  return (
    <InTheWay
      title={count === 0 ? t('policy.delete.default', { name }) : t('policy.delete.people', { n: count, name })}
    >
      {[...(count === 0 ? [] : [people]), ...(isDefault ? [t('policy.delete.default.todo')] : [])].join(' ')}
    </InTheWay>
  );
}
