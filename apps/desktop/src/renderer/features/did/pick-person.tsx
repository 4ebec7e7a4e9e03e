import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { DestinationView, TenantId, UserId } from '@synergycall/domain';
import { Initials, t } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPC } from '../../agent/client.tsx';
import { destinationText } from './leads-to.tsx';

/** Finds a person by name or extension, as one types; the agent searches. */
export function PickPerson(props: {
  tenantId: TenantId;
  label: string;
  hideLabel?: boolean;
  description?: string;
  placeholder?: string;
  value: DestinationView | null;
  onChange: (target: DestinationView | null) => void;
  clearable?: boolean;
  /** Not this one. */
  except?: string;
  autoFocus?: boolean;
}) {
  const trpc = useTRPC();
  const { value } = props;
  const [written, setWritten] = useState('');
  const shown = value === null ? '' : destinationText(value);
  const [search] = useDebouncedValue(written === shown ? '' : written.trim(), 120);
  const people = useQuery(
    trpc.user.list.queryOptions(
      { tenantId: props.tenantId, limit: 20, sort: 'name', ...(search === '' ? {} : { search }) },
      { placeholderData: keepPreviousData },
    ),
  );
  const targets = (people.data?.rows ?? [])
    .filter((user) => user.id !== props.except && user.status !== 'deleted')
    .map((user): DestinationView => ({
      destination: { kind: 'user', userId: user.id },
      name: user.name,
      detail: user.extension === null ? null : String(user.extension),
    }));
  const byId = new Map(
    [...(value === null ? [] : [value]), ...targets].map((each) => [each.destination.userId as string, each]),
  );
  return (
    <Select
      label={props.hideLabel ? undefined : props.label}
      aria-label={props.hideLabel ? props.label : undefined}
      description={props.description}
      placeholder={props.placeholder ?? t('did.person.placeholder')}
      searchable
      clearable={props.clearable ?? false}
      clearButtonProps={{ 'aria-label': t('did.person.clear') }}
      selectFirstOptionOnChange
      data-autofocus={props.autoFocus || undefined}
      autoFocus={props.autoFocus ?? false}
      filter={({ options }) => options}
      searchValue={written}
      onSearchChange={setWritten}
      nothingFoundMessage={people.isFetching ? t('common.loading') : t('did.person.nothing')}
      data={[...byId.values()].map((each) => ({
        value: each.destination.userId,
        label: destinationText(each),
      }))}
      value={value?.destination.userId ?? null}
      onChange={(id: UserId | null) => props.onChange(id === null ? null : (byId.get(id) ?? null))}
      renderOption={({ option }) => {
        const each = byId.get(option.value);
        return (
          <span className="d-option">
            <Initials name={each?.name ?? ''} />
            <bdi className="sc-truncate d-grow">{each?.name}</bdi>
            <span className="sc-dim">{each?.detail}</span>
          </span>
        );
      }}
    />
  );
}
