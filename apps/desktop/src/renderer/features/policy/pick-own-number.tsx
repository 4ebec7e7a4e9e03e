import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { searchedDigits, type TenantId } from '@synergycall/domain';
import { Select } from '@mantine/core';
import { formatNumber, t } from '@synergycall/ui';
import { useState, type ReactNode } from 'react';
import { useTRPC } from '../../agent/client.tsx';

const SHOWN = 50;

/** One of the tenant's public numbers, found by any part of it or by its label; or none, which is said in words. */
export function PickOwnNumber(props: {
  tenantId: TenantId;
  label: string;
  description: string;
  /** What holds where none is chosen. */
  none: string;
  isFixed: boolean;
  value?: unknown;
  error?: ReactNode;
  onChange?: (value: string | null) => void;
}) {
  const trpc = useTRPC();
  const value = typeof props.value === 'string' && props.value !== '' ? props.value : null;
  const [written, setWritten] = useState('');
  const [wanted] = useDebouncedValue(written.trim(), 120);
  const shown = value === null ? '' : formatNumber(value);
  // What stands in the field once it is chosen is no search.
  const search = wanted === shown ? '' : searchedDigits(wanted) || wanted;
  const query = useQuery(
    trpc.did.list.queryOptions(
      { tenantId: props.tenantId, limit: SHOWN, ...(search === '' ? {} : { search }) },
      { placeholderData: keepPreviousData },
    ),
  );
  const rows = query.data?.rows ?? [];
  const found = rows.map((did) => ({ value: did.number as string, label: formatNumber(did.number) }));
  const labels = new Map<string, string>(rows.map((did) => [did.number, did.label]));
  const isThere = value === null || found.some((each) => each.value === value);
  return (
    <Select
      label={props.label}
      description={props.description}
      placeholder={props.none}
      clearable={!props.isFixed}
      disabled={props.isFixed}
      clearButtonProps={{ 'aria-label': t('policy.callerId.clear') }}
      searchable
      // The agent has searched.
      filter={({ options }) => options}
      nothingFoundMessage={t('policy.callerId.nothing')}
      renderOption={({ option }) => (
        <span className="d-option">
          <bdi className="d-number" dir="ltr">
            {option.label}
          </bdi>
          <bdi className="sc-dim sc-truncate">{labels.get(option.value)}</bdi>
        </span>
      )}
      data={isThere ? found : [{ value, label: shown }, ...found]}
      value={value}
      onChange={(next) => props.onChange?.(next)}
      onSearchChange={setWritten}
      error={props.error}
    />
  );
}
