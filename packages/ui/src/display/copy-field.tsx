import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconEye, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '../messages/t.ts';

export interface CopyFieldProps {
  label: string;
  value: string;
  /** Shown as dots until asked for; copying works either way. */
  hidden?: boolean;
  /** Defaults to the browser's clipboard; the desktop hands in its bridge. */
  copy?: (text: string) => Promise<void> | void;
}

const DOTS = '••••••••••••';

/** A value to take elsewhere: its name, the value in mono, and a button that copies it. */
export function CopyField(props: CopyFieldProps) {
  const [copied, setCopied] = useState(false);
  const [shown, setShown] = useState(props.hidden !== true);
  const copy = async () => {
    await (props.copy ?? ((text: string) => navigator.clipboard.writeText(text)))(props.value);
    setCopied(true);
    setTimeout(() => setCopied(false), 1600);
  };
  return (
    <div className="sc-copy">
      <span className="sc-copy-label">{props.label}</span>
      <span className="sc-copy-value sc-mono">{shown ? props.value : DOTS}</span>
      {props.hidden === true ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`${shown ? t('common.hide') : t('common.show')}: ${props.label}`}
          onClick={() => setShown(!shown)}
        >
          {shown ? <IconEyeOff size={16} stroke={1.75} /> : <IconEye size={16} stroke={1.75} />}
        </ActionIcon>
      ) : null}
      <Tooltip label={copied ? t('common.copied') : t('common.copy')}>
        <ActionIcon
          variant="subtle"
          color={copied ? 'green' : 'gray'}
          aria-label={t('common.copyNamed', { name: props.label })}
          onClick={() => void copy()}
        >
          {copied ? <IconCheck size={16} stroke={2} /> : <IconCopy size={16} stroke={1.75} />}
        </ActionIcon>
      </Tooltip>
      <span className="sc-visually-hidden" aria-live="polite">
        {copied ? t('common.copied') : ''}
      </span>
    </div>
  );
}
