import { TextInput, type TextInputProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { t } from '@synergycall/ui';
import { useTRPC } from '../../agent/client.tsx';
import { useTenant } from '../../frame/tenant-context.ts';

/** What a day may cost, of the limits' form; without prices there is nothing to limit by. */
export function SpendPerDay(props: TextInputProps) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const { data } = useQuery(trpc.spending.today.queryOptions({ tenantId: tenant.id }));
  const isMissing = data?.hasPrices === false;
  return (
    <TextInput
      {...props}
      label={t('spending.perDay', { currency: data?.currency ?? '–' })}
      description={t(isMissing ? 'spending.perDay.noPrices' : 'spending.perDay.hint')}
      placeholder={t('trunk.limit.none')}
      inputMode="decimal"
      // What is set can be taken away, also where the list is gone.
      disabled={isMissing && (props.value === '' || props.value === undefined)}
    />
  );
}
