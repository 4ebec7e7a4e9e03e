import type { ObjectChange } from '@synergycall/domain';
import { nameOf, t, toldOf } from '@synergycall/ui';
import { IconMinus, IconPencil, IconPlus } from '@tabler/icons-react';
import { use } from 'react';
import { Link } from 'wouter';
import { routes } from '../../frame/routes.ts';
import { TenantContext } from '../../frame/tenant-context.ts';
import type { ChangeGroup, Mark } from './change-groups.ts';

/** A sign beside the words, never instead of them. */
function Sign({ mark }: { mark: Mark }) {
  const Icon = mark === 'new' ? IconPlus : mark === 'removed' ? IconMinus : IconPencil;
  return (
    <span className="d-told-sign" data-mark={mark} aria-hidden>
      <Icon size={13} stroke={2.2} />
    </span>
  );
}

/** Names run in their own direction, and leave the rest of the sentence as it is. */
function Who({ who, href }: { who: string; href: string | undefined }) {
  const name = <bdi>{who}</bdi>;
  return href === undefined ? (
    <span className="d-told-who">{name}</span>
  ) : (
    <Link href={href} className="d-told-who d-quiet-link">
      {name}
    </Link>
  );
}

function Line(props: { change: ObjectChange; underOwner?: boolean; href?: string | undefined }) {
  const { change } = props;
  const { who, what } = toldOf(change, props.underOwner);
  const isNumber = change.kind === 'did';
  return (
    <div className="d-told-line">
      <Sign mark={change.change} />
      <span className="d-min0">
        <Who who={isNumber ? nameOf(change) : who} href={props.href} />
        {what.length === 0 ? '' : `${isNumber && change.change === 'changed' ? ' ' : ': '}${what.join('; ')}`}
      </span>
    </div>
  );
}

/** A person and what changes of them and their devices; people lead to their page. */
export function ChangeGroupView({ group }: { group: ChangeGroup }) {
  const tenant = use(TenantContext);
  const { head, owner, under } = group;
  const person = head === null ? owner?.id : head.kind === 'user' && head.change !== 'removed' ? head.id : null;
  const href =
    !tenant || (head !== null && head.change === 'removed')
      ? undefined
      : head?.kind === 'did'
        ? routes.number(tenant.id, head.id)
        : head?.kind === 'flow'
          ? routes.flow(tenant.id, head.id)
          : head?.kind === 'trunk'
            ? routes.trunk(tenant.id, head.id)
            : person == null
              ? undefined
              : routes.user(tenant.id, person);
  return (
    <>
      {head === null ? (
        <div className="d-told-line">
          <span className="d-told-sign" aria-hidden />
          <Who
            who={
              owner?.detail == null
                ? (owner?.name ?? '')
                : t('apply.tell.with', { name: owner.name, detail: owner.detail })
            }
            href={href}
          />
        </div>
      ) : (
        <Line change={head} href={href} />
      )}
      {under.length === 0 ? null : (
        <ul className="d-told-under">
          {under.map((device) => (
            <li key={device.id}>
              <Line change={device} underOwner />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
