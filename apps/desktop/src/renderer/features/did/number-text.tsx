import { ActionIcon, Tooltip } from '@mantine/core';
import { formatNumber, t } from '@synergycall/ui';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { bridge } from '../../agent/bridge.ts';

/** A public number as one reads it; left to right, also among words that run the other way. */
export function NumberText({ number }: { number: string }) {
  return (
    <bdi className="d-number" dir="ltr">
      {formatNumber(number)}
    </bdi>
  );
}

/** Copies the number as Asterisk and every phone take it: with plus sign, without spaces. */
export function CopyNumber({ number, inRow }: { number: string; inRow?: boolean }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await bridge().invoke('clipboard.write', { text: number });
    setCopied(true);
    setTimeout(() => setCopied(false), 1600);
  };
  return (
    // A click on the button is none on the row.
    <span
      role="presentation"
      className={inRow ? 'd-number-copy' : undefined}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <Tooltip label={copied ? t('common.copied') : t('common.copy')}>
        <ActionIcon
          variant="subtle"
          size={24}
          color={copied ? 'green' : 'gray'}
          tabIndex={inRow ? -1 : 0}
          aria-label={t('common.copyNamed', { name: formatNumber(number) })}
          onClick={() => void copy()}
        >
          {copied ? <IconCheck size={14} stroke={2} /> : <IconCopy size={14} stroke={1.75} />}
        </ActionIcon>
      </Tooltip>
      <span className="sc-visually-hidden" aria-live="polite">
        {copied ? t('common.copied') : ''}
      </span>
    </span>
  );
}
