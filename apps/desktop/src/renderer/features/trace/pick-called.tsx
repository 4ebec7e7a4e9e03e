import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { readWrittenNumber, type TenantId } from '@synergycall/domain';
import { FindField, formatNumber, t } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPC } from '../../agent/client.tsx';
import { NumberText } from '../did/number-text.tsx';

/** Nobody can type that: the answer is one to another question. */
const UNKNOWN = '\n';

/** A public number that somebody outside calls: one of the tenant's by any part of it, or any other by writing it. */
export function PickCalled(props: { tenantId: TenantId; value: string | null; onChange: (number: string) => void }) {
  const trpc = useTRPC();
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written, 120);
  const query = useQuery(
    trpc.did.list.queryOptions(
      { tenantId: props.tenantId, limit: 20, ...(search === '' ? {} : { search }) },
      { placeholderData: keepPreviousData },
    ),
  );
  const own = query.data?.rows ?? [];
  const typed = readWrittenNumber(search);
  const other = typed !== undefined && !own.some(({ number }) => number === typed) ? typed : undefined;
  return (
    <FindField
      label={t('trace.number')}
      placeholder={t('trace.number.placeholder')}
      shown={props.value === null ? '' : formatNumber(props.value)}
      searched={query.isPlaceholderData ? UNKNOWN : search}
      onSearch={setWritten}
      options={[
        ...own.map((did) => ({
          value: did.number as string,
          // Without its spaces too: that is how it is typed.
          label: `${formatNumber(did.number)} ${did.number} ${did.label}`,
          drawn: (
            <span className="d-option">
              <NumberText number={did.number} />
              <bdi className="sc-dim sc-truncate">{did.label}</bdi>
            </span>
          ),
        })),
        ...(other === undefined
          ? []
          : [
              {
                value: other as string,
                label: search,
                drawn: (
                  <span className="d-option">
                    <NumberText number={other} />
                    <span className="sc-dim">{t('trace.number.other')}</span>
                  </span>
                ),
              },
            ]),
      ]}
      onChoose={props.onChange}
      nothing={query.isPending ? t('common.loading') : t('trace.number.nothing')}
      quiet
    />
  );
}
