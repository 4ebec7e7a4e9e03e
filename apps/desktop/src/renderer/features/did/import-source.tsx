import { Button, Textarea } from '@mantine/core';
import { FailureNote, Section, t, type AnyFailure } from '@synergycall/ui';
import { IconFileUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { DropArea } from '../../frame/drop-area.tsx';

export interface Source {
  name: string;
  text: string;
}

/** As much as the agent takes. */
const MOST_CHARACTERS = 20_000_000;

/** Where the numbers come from: a file that is chosen or dropped, or a text that is pasted. */
export function ImportSource(props: {
  busy: boolean;
  failure: AnyFailure | undefined;
  onSource: (source: Source) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [pasted, setPasted] = useState('');
  const [isTooLong, setTooLong] = useState(false);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    const text = await file.text();
    setTooLong(text.length > MOST_CHARACTERS);
    if (text.length <= MOST_CHARACTERS) props.onSource({ name: file.name, text });
  };
  return (
    <Section title={t('import.source')} about={t('import.source.about')}>
      {props.failure === undefined ? null : (
        <div className="d-gap">
          <FailureNote failure={props.failure} />
        </div>
      )}
      {isTooLong ? <p className="d-lead d-warn">{t('import.tooLong')}</p> : null}
      <DropArea label={t('import.drop')} onFile={(file) => void take(file)}>
        <IconFileUpload size={26} stroke={1.4} aria-hidden />
        <span>{t('import.drop')}</span>
        <Button variant="default" loading={props.busy} onClick={() => input.current?.click()}>
          {t('import.choose')}
        </Button>
        <input
          ref={input}
          type="file"
          className="sc-visually-hidden"
          tabIndex={-1}
          aria-label={t('import.file')}
          accept=".csv,.json,.txt,text/csv,application/json"
          onChange={(event) => {
            void take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
      </DropArea>
      <form
        className="d-form d-paste"
        onSubmit={(event) => {
          event.preventDefault();
          if (pasted.trim() !== '') props.onSource({ name: t('import.pasted'), text: pasted });
        }}
      >
        <Textarea
          label={t('import.paste')}
          classNames={{ input: 'sc-mono' }}
          placeholder={'number,label,provider,tenant\n+12025550123,Reception,Carrier One,Acme'}
          minRows={4}
          maxRows={10}
          autosize
          spellCheck={false}
          value={pasted}
          onChange={(event) => setPasted(event.currentTarget.value)}
        />
        <div className="d-form-actions">
          <Button type="submit" loading={props.busy} disabled={pasted.trim() === ''}>
            {t('import.look')}
          </Button>
        </div>
      </form>
    </Section>
  );
}
