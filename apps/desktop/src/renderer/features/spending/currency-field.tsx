import { Button, TextInput } from '@mantine/core';
import { currency as currencyForm } from '@synergycall/domain';
import { FailureNote, t, toastDone, type AnyFailure } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';

/** One currency for the whole box. Amounts are not converted. */
export function CurrencyField({ currency, isFixed }: { currency: string; isFixed: boolean }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const [written, setWritten] = useState(currency);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const wanted = written.trim().toUpperCase();
  const isRight = currencyForm.safeParse(wanted).success;
  const save = async () => {
    setBusy(true);
    const done = await outcome(client.spending.setCurrency.mutate({ currency: wanted }));
    setBusy(false);
    if (!done.ok) return setFailure(done.error);
    setFailure(undefined);
    refresh();
    toastDone(t('price.currency.toast', { currency: wanted }));
  };
  return (
    <form
      className="d-price-currency"
      onSubmit={(event) => {
        event.preventDefault();
        if (isRight) void save();
      }}
    >
      <TextInput
        label={t('price.currency')}
        disabled={isFixed}
        maxLength={3}
        error={wanted === '' || isRight ? undefined : t('price.currency.wrong')}
        value={written}
        onChange={(event) => setWritten(event.currentTarget.value)}
      />
      {wanted === currency || isFixed ? null : (
        <Button type="submit" variant="default" loading={busy} disabled={!isRight}>
          {t('price.currency.save')}
        </Button>
      )}
      {failure === undefined ? null : <FailureNote failure={failure} />}
    </form>
  );
}
