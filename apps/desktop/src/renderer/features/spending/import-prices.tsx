import { Button, Textarea } from '@mantine/core';
import type { PricePreview, TenantId } from '@synergycall/domain';
import { FailureNote, Section, t, toastDone, type AnyFailure } from '@synergycall/ui';
import { IconFileUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useAskBeforeLost } from '../../frame/ask-before-lost.tsx';
import { PriceReview } from './price-review.tsx';

interface Props {
  inTenant: TenantId | undefined;
  currency: string;
  onClose: () => void;
  onDone: () => void;
}

/** A list from a file or a text, looked at row by row before anything is replaced. */
export function ImportPrices({ inTenant, currency, onClose, onDone }: Props) {
  const client = useTRPCClient();
  const input = useRef<HTMLInputElement>(null);
  const [csv, setCsv] = useState('');
  const [preview, setPreview] = useState<PricePreview>();
  const [failure, setFailure] = useState<AnyFailure>();
  const [busy, setBusy] = useState(false);
  const { close, question } = useAskBeforeLost(csv !== '', onClose);
  const of = inTenant === undefined ? {} : { inTenant };
  const look = async (text: string) => {
    setCsv(text);
    setBusy(true);
    const looked = await outcome(client.spending.previewPrices.mutate({ ...of, csv: text }));
    setBusy(false);
    setFailure(looked.ok ? undefined : looked.error);
    setPreview(looked.ok ? looked.value : undefined);
  };
  const replace = async () => {
    if (!preview) return;
    setBusy(true);
    const done = await outcome(client.spending.importPrices.mutate({ ...of, csv, mark: preview.mark }));
    setBusy(false);
    if (!done.ok) return setFailure(done.error);
    toastDone(t('price.import.toast', { n: done.value.prices.length }));
    onDone();
  };
  return (
    <div className="d-readable">
      <Section title={t('price.import.title')} about={t('price.import.about')}>
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <form
          className="d-form d-paste"
          onSubmit={(event) => {
            event.preventDefault();
            void look(csv);
          }}
        >
          <Textarea
            label={t('price.import.paste')}
            classNames={{ input: 'sc-mono' }}
            placeholder={'prefix,price,name\ndefault,0.50,Everywhere else\n49,0.02,Germany\n4915,0.12,Germany mobile'}
            minRows={5}
            maxRows={12}
            autosize
            spellCheck={false}
            value={csv}
            readOnly={busy}
            onChange={(event) => {
              setCsv(event.currentTarget.value);
              setPreview(undefined);
            }}
          />
          <div className="d-form-actions">
            <Button type="submit" loading={busy} disabled={csv.trim() === ''}>
              {t('price.import.look')}
            </Button>
            <Button
              variant="default"
              leftSection={<IconFileUpload size={15} stroke={1.75} />}
              disabled={busy}
              onClick={() => input.current?.click()}
            >
              {t('price.import.file')}
            </Button>
            <Button variant="subtle" color="gray" onClick={close}>
              {t('common.cancel')}
            </Button>
          </div>
        </form>
        <input
          ref={input}
          type="file"
          className="sc-visually-hidden"
          tabIndex={-1}
          aria-label={t('price.import.file')}
          accept=".csv,.txt,text/csv"
          onChange={(event) => {
            void event.currentTarget.files?.[0]?.text().then(look);
            event.currentTarget.value = '';
          }}
        />
      </Section>
      {preview ? (
        <PriceReview preview={preview} currency={currency} busy={busy} onReplace={() => void replace()} />
      ) : null}
      {question}
    </div>
  );
}
