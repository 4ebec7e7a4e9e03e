import { Button, TextInput } from '@mantine/core';
import { createDidInput, readWrittenNumber, type DidView, type E164 } from '@synergycall/domain';
import { FailureNote, SidePanel, formatNumber, t, toastDone, useEntityForm } from '@synergycall/ui';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { DidFields, NO_VALUES, writtenIn, type DidValues } from './did-fields.tsx';

/** As it was written where that is no number: the contract then says what is wrong with it. */
const plain = (written: string): E164 => readWrittenNumber(written) ?? (written.trim() as E164);

/** One number more in the inventory. */
export function NewNumber({ onClose, onMade }: { onClose: () => void; onMade: (did: DidView) => void }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const toInput = (v: DidValues & { number: string }) => ({ number: plain(v.number), ...writtenIn(v) });
  const { form, failure, busy, onSubmit } = useEntityForm({
    initial: { number: '', ...NO_VALUES },
    schema: createDidInput,
    toInput,
    submit: (v) => outcome(client.did.create.mutate(toInput(v))),
    fieldOf: (f) => (f.code === 'did.number-taken' ? 'number' : undefined),
    onDone: (made) => {
      refresh();
      onMade(made);
      toastDone(t('inventory.created.toast', { number: formatNumber(made.number) }), t('inventory.created.next'));
    },
  });
  return (
    <SidePanel
      open
      onClose={onClose}
      title={t('inventory.new')}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" form="new-number" loading={busy}>
            {t('inventory.create')}
          </Button>
        </>
      }
    >
      <form id="new-number" className="d-form" onSubmit={onSubmit} noValidate>
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <TextInput
          label={t('did.col.number')}
          description={t('inventory.numberHint')}
          placeholder="+1 202 555 0123"
          data-autofocus
          autoComplete="off"
          inputMode="tel"
          {...form.getInputProps('number')}
        />
        <DidFields field={(name) => form.getInputProps(name)} />
      </form>
    </SidePanel>
  );
}
