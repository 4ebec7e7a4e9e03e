import { Button } from '@mantine/core';
import { t } from '@synergycall/ui';
import { IconUpload } from '@tabler/icons-react';
import { useRef } from 'react';

/** Asks the system for a sound file. */
export function ChooseSound(props: {
  label: string;
  /** What it is for, where several such buttons stand on a page. */
  named?: string;
  busy: boolean;
  isMain?: boolean;
  onFile: (file: File) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        size="xs"
        variant={props.isMain === true ? 'filled' : 'default'}
        leftSection={<IconUpload size={13} stroke={1.75} />}
        loading={props.busy}
        {...(props.named === undefined ? {} : { 'aria-label': props.named })}
        onClick={() => input.current?.click()}
      >
        {props.label}
      </Button>
      <input
        ref={input}
        type="file"
        className="sc-visually-hidden"
        tabIndex={-1}
        aria-label={props.named ?? t('prompt.file')}
        accept=".wav,.mp3,audio/wav,audio/x-wav,audio/mpeg"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (file) props.onFile(file);
        }}
      />
    </>
  );
}
