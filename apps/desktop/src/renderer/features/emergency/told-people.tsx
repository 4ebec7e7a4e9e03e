import { ActionIcon } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import type { TenantId, UserId, UserView } from '@synergycall/domain';
import { Initials, t } from '@synergycall/ui';
import { IconX } from '@tabler/icons-react';
import { useTRPC } from '../../agent/client.tsx';
import { PickPerson } from '../callflow/pick-person.tsx';

/** Those whom a location names, as they are called now; undefined: not known yet, null: gone. */
export function useTold(
  tenantId: TenantId,
  ids: readonly string[],
): readonly { id: string; user: UserView | null | undefined }[] {
  const trpc = useTRPC();
  const found = useQueries({
    queries: ids.map((id) => trpc.user.get.queryOptions({ tenantId, id: id as UserId }, { staleTime: 60_000 })),
  });
  return ids.map((id, n) => {
    const query = found[n];
    const user = query?.data?.user;
    if (user) return { id, user: user.status === 'deleted' ? null : user };
    return { id, user: query?.isError ? null : undefined };
  });
}

/** Who is told of an emergency call: found as one types, taken out by a button; who has no e-mail address can't be told. */
export function ToldPeople(props: { tenantId: TenantId; ids: readonly string[]; onChange: (ids: string[]) => void }) {
  const { tenantId, ids, onChange } = props;
  const told = useTold(tenantId, ids);
  return (
    <fieldset className="d-fieldset d-told">
      <legend>{t('location.people')}</legend>
      {ids.length === 0 ? (
        <p className="sc-dim d-clear">{t('location.people.none')}</p>
      ) : (
        <ul className="d-flow-people d-clear" aria-label={t('location.people')}>
          {told.map(({ id, user }) => {
            const name = user === undefined ? '…' : (user?.name ?? t('location.people.gone'));
            return (
              <li key={id}>
                <Initials name={name} />
                <span className="d-grow d-min0">
                  <span className="sc-truncate d-block" dir="auto" title={name}>
                    {name}
                  </span>
                  {user && user.email === null ? (
                    <span className="d-warn d-block">{t('location.people.noEmail')}</span>
                  ) : null}
                </span>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('location.people.remove', { name })}
                  onClick={() => onChange(ids.filter((each) => each !== id))}
                >
                  <IconX size={14} stroke={1.75} />
                </ActionIcon>
              </li>
            );
          })}
        </ul>
      )}
      <PickPerson
        tenantId={tenantId}
        label={t('location.people.add')}
        except={new Set(ids)}
        onPick={(user) => onChange([...ids, user.id])}
      />
    </fieldset>
  );
}
