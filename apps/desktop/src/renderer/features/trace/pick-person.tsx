import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { TenantId, UserId, UserView } from '@synergycall/domain';
import { FindField, Initials, t } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPC } from '../../agent/client.tsx';

/** No id looks like that. */
const NOBODY = '-';
/** Nobody can type that: the answer is one to another question. */
const UNKNOWN = '\n';

const textOf = ({ name, extension }: Pick<UserView, 'name' | 'extension'>): string =>
  extension === null ? name : t('apply.tell.with', { name, detail: String(extension) });

/** Finds a person of the tenant by name or extension, as one types. `nobody`: that no one in particular is a choice too. */
export function PickPerson(props: {
  tenantId: TenantId;
  label: string;
  nobody?: string;
  value: UserId | null;
  onChange: (person: UserId | null) => void;
}) {
  const trpc = useTRPC();
  const { tenantId, value, nobody } = props;
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written, 120);
  const query = useQuery(
    trpc.user.list.queryOptions(
      { tenantId, limit: 20, sort: 'name', ...(search === '' ? {} : { search }) },
      { placeholderData: keepPreviousData },
    ),
  );
  const people = (query.data?.rows ?? []).filter(({ status }) => status !== 'deleted');
  const listed = people.find(({ id }) => id === value);
  const chosen = useQuery(
    trpc.user.get.queryOptions(
      { tenantId, id: value ?? ('' as UserId) },
      { enabled: value !== null && listed === undefined },
    ),
  );
  const person = listed ?? (value === null ? undefined : chosen.data?.user);
  return (
    <FindField
      label={props.label}
      placeholder={t('trace.person.placeholder')}
      shown={person ? textOf(person) : value === null ? (nobody ?? '') : ''}
      searched={query.isPlaceholderData ? UNKNOWN : search}
      onSearch={setWritten}
      options={[
        ...(nobody !== undefined && search === '' ? [{ value: NOBODY, label: nobody }] : []),
        ...people.map((each) => ({
          value: each.id,
          label: textOf(each),
          drawn: (
            <span className="d-option">
              <Initials name={each.name} />
              <bdi className="sc-truncate">{each.name}</bdi>
              <span className="sc-dim">{each.extension}</span>
            </span>
          ),
        })),
      ]}
      onChoose={(id) => props.onChange(people.find((each) => each.id === id)?.id ?? null)}
      nothing={query.isPending ? t('common.loading') : t('trace.person.nothing')}
      quiet
    />
  );
}
