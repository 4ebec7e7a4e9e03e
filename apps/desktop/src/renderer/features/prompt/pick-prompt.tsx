import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { PromptId, PromptView, TenantId } from '@synergycall/domain';
import { FindField, lengthText, t } from '@synergycall/ui';
import { IconVolume } from '@tabler/icons-react';
import { useState } from 'react';
import { useTRPC } from '../../agent/client.tsx';

/** No id looks like that. */
const NONE = '-';
/** Nobody can type that: the answer is one to another question. */
const UNKNOWN = '\n';

/** Finds one of the tenant's recorded announcements as one types. */
export function PickPrompt(props: {
  tenantId: TenantId;
  label: string;
  hideLabel?: boolean;
  /** What is chosen; undefined: it is being looked up. */
  value: Pick<PromptView, 'id' | 'name'> | null | undefined;
  /** What it is called where none is chosen. */
  none: string;
  /** Not this one. */
  except?: PromptId;
  autoFocus?: boolean;
  onChange: (prompt: PromptView | null) => void;
}) {
  const trpc = useTRPC();
  const { tenantId, value } = props;
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written, 120);
  const query = useQuery(
    trpc.prompt.list.queryOptions(
      { tenantId, limit: 20, ...(search === '' ? {} : { search }) },
      { placeholderData: keepPreviousData },
    ),
  );
  const prompts = (query.data?.rows ?? []).filter(({ id }) => id !== props.except);
  return (
    <FindField
      label={props.label}
      hideLabel={props.hideLabel}
      placeholder={t('prompt.pick.placeholder')}
      shown={value === undefined ? t('common.loading') : (value?.name ?? props.none)}
      searched={query.isPlaceholderData ? UNKNOWN : search}
      onSearch={setWritten}
      options={[
        ...(search === '' ? [{ value: NONE, label: props.none }] : []),
        ...prompts.map(({ id, name, seconds }) => ({
          value: id,
          label: name,
          drawn: (
            <span className="d-option">
              <IconVolume size={16} stroke={1.6} aria-hidden />
              <bdi className="sc-truncate">{name}</bdi>
              <span className="sc-dim">{lengthText(seconds)}</span>
            </span>
          ),
        })),
      ]}
      onChoose={(id) => props.onChange(prompts.find((each) => each.id === id) ?? null)}
      nothing={query.isPending ? t('common.loading') : t('prompt.pick.nothing')}
      autoFocus={props.autoFocus}
      quiet
    />
  );
}
