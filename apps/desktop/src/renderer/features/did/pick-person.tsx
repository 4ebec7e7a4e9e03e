import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { destinationId, type DestinationView, type TenantId } from '@synergycall/domain';
import { FindField, Initials, t, type FindOption } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPC } from '../../agent/client.tsx';
import { destinationText } from './leads-to.tsx';

/** No id of a person looks like that. */
const NOBODY = '-';

/** Finds a person by name or extension, as one types; the agent searches. */
export function PickPerson(props: {
  tenantId: TenantId;
  label: string;
  hideLabel?: boolean;
  description?: string;
  value: DestinationView | null;
  onChange: (target: DestinationView | null) => void;
  /** Nobody is a choice too. */
  clearable?: boolean;
  /** Not this one. */
  except?: string;
  autoFocus?: boolean;
  quiet?: boolean;
}) {
  const trpc = useTRPC();
  const { value, clearable = false } = props;
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written, 120);
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
  const nobody: FindOption[] = clearable && search === '' ? [{ value: NOBODY, label: t('did.person.clear') }] : [];
  return (
    <FindField
      label={props.label}
      hideLabel={props.hideLabel}
      description={props.description}
      placeholder={t('did.person.placeholder')}
      shown={value === null ? (clearable ? t('did.person.clear') : '') : destinationText(value)}
      searched={people.isPlaceholderData ? UNKNOWN : search}
      onSearch={setWritten}
      options={[
        ...nobody,
        ...targets.map((each) => ({
          value: destinationId(each.destination),
          label: destinationText(each),
          drawn: (
            <span className="d-option">
              <Initials name={each.name} />
              <bdi className="sc-truncate">{each.name}</bdi>
              <span className="sc-dim">{each.detail}</span>
            </span>
          ),
        })),
      ]}
      onChoose={(id) => props.onChange(targets.find((each) => destinationId(each.destination) === id) ?? null)}
      nothing={people.isPending ? t('common.loading') : t('did.person.nothing')}
      autoFocus={props.autoFocus}
      quiet={props.quiet}
    />
  );
}

/** Nobody can type that: the answer is one to another question. */
const UNKNOWN = '\n';
