import { Radio } from '@mantine/core';
import type { DestinationView, UserReferences, UserView } from '@synergycall/domain';
import { FailureNote, SkeletonLines, formatNumber, t, type Loadable } from '@synergycall/ui';
import { PickDestination } from './pick-destination.tsx';

/** Where that should go when the person does; undecided at first. */
export interface NumbersTo {
  choice: 'person' | 'nobody' | undefined;
  target: DestinationView | null;
}
export const UNDECIDED: NumbersTo = { choice: undefined, target: null };

/** Memberships end with the person; everything else that leads here has to go somewhere. */
const isAsked = ({ total, isDefault, flows, forwards }: UserReferences): boolean =>
  total > 0 || isDefault || forwards.length > 0 || flows.some(({ exit }) => exit !== null);

/** Nothing stands open any more: nothing leads here, or it was said where that goes. */
export const isDecided = (references: Loadable<UserReferences>, to: NumbersTo): boolean =>
  references.tag === 'ready' &&
  (!isAsked(references.value) || to.choice === 'nobody' || (to.choice === 'person' && to.target !== null));

/** Shows what leads to a person who is to be deleted, and asks where that should go. */
export function LeadsHere(props: {
  user: UserView;
  references: Loadable<UserReferences>;
  to: NumbersTo;
  onChange: (to: NumbersTo) => void;
}) {
  const { user, references, to } = props;
  if (references.tag === 'loading') return <SkeletonLines lines={2} />;
  if (references.tag === 'failed') return <FailureNote failure={references.failure} />;
  const { numbers, total, isDefault, flows, forwards } = references.value;
  const groups = flows.filter(({ exit }) => exit === null).map(({ name }) => name);
  const leading = flows.filter(({ exit }) => exit !== null).map(({ name }) => name);
  const leaves =
    groups.length === 0 ? null : (
      <p className="d-lead">{t('did.leadsHere.groups', { name: user.name, groups: groups.join(', ') })}</p>
    );
  if (!isAsked(references.value)) return leaves;
  const named = numbers.slice(0, 3).map((each) => formatNumber(each.number));
  return (
    <div className="d-leads-here">
      {leaves}
      {total === 0 ? null : (
        <p className="d-lead">
          {t('did.leadsHere', { n: total, name: user.name })} {named.join(', ')}
          {total > named.length ? ` ${t('did.andMore', { n: total - named.length })}` : ''}
        </p>
      )}
      {leading.length === 0 ? null : (
        <p className="d-lead">
          {t('did.leadsHere.flows', { name: user.name, flows: [...new Set(leading)].join(', ') })}
        </p>
      )}
      {forwards.length === 0 ? null : (
        <p className="d-lead">
          {t('did.leadsHere.forwards', { name: user.name, people: forwards.map((one) => one.name).join(', ') })}
        </p>
      )}
      {isDefault ? <p className="d-lead">{t('did.leadsHere.default', { name: user.name })}</p> : null}
      <Radio.Group
        label={t('did.leadsHere.ask')}
        value={to.choice ?? ''}
        onChange={(choice) => props.onChange({ ...to, choice: choice === 'person' ? 'person' : 'nobody' })}
      >
        <div className="d-choices">
          <Radio value="person" label={t('did.leadsHere.person')} />
          {to.choice === 'person' ? (
            <PickDestination
              tenantId={user.tenantId}
              label={t('did.assign.to')}
              hideLabel
              except={user.id}
              value={to.target}
              onChange={(target) => props.onChange({ ...to, target })}
              autoFocus
              quiet
            />
          ) : null}
          <Radio value="nobody" label={isDefault ? t('did.leadsHere.nobody') : t('did.leadsHere.toDefault')} />
        </div>
      </Radio.Group>
    </div>
  );
}
