import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { TenantId, UserView } from '@synergycall/domain';
import { FindField, Initials, t } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPC } from '../../agent/client.tsx';

/** Finds one of the tenant's people as one types; the choice is the act. */
export function PickPerson(props: {
  tenantId: TenantId;
  label: string;
  /** Not these: they are there already. */
  except: ReadonlySet<string>;
  onPick: (user: UserView) => void;
}) {
  const trpc = useTRPC();
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written, 120);
  // Enough to leave some when all that are there already are taken out.
  const query = useQuery(
    trpc.user.list.queryOptions(
      { tenantId: props.tenantId, limit: 120, sort: 'name', ...(search === '' ? {} : { search }) },
      { placeholderData: keepPreviousData },
    ),
  );
  const people = (query.data?.rows ?? [])
    .filter((user) => user.status !== 'deleted' && !props.except.has(user.id))
    .slice(0, 20);
  return (
    <FindField
      label={props.label}
      placeholder={t('callflow.person.placeholder')}
      shown=""
      searched={query.isPlaceholderData ? '\n' : search}
      onSearch={setWritten}
      quiet
      nothing={query.isPending ? t('common.loading') : t('callflow.person.nothing')}
      options={people.map(({ id, name, extension }) => ({
        value: id,
        label: `${name} ${extension ?? ''}`,
        drawn: (
          <span className="d-option">
            <Initials name={name} />
            <bdi className="sc-truncate">{name}</bdi>
            <span className="sc-dim">{extension}</span>
          </span>
        ),
      }))}
      onChoose={(id) => {
        const user = people.find((each) => each.id === id);
        if (user) props.onPick(user);
      }}
    />
  );
}
