import { ActionIcon } from '@mantine/core';
import { formatNumber, t } from '@synergycall/ui';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** The panel beside a list of numbers. Escape closes it from within, and the list has the focus again. */
export function PeekFrame(props: {
  name: string;
  header: ReactNode;
  footer?: ReactNode;
  /** Nothing in it takes the focus: then it takes it itself, so that it scrolls by keyboard. */
  isText?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const close = () => {
    props.onClose();
    document.querySelector<HTMLElement>('#content [role="grid"]')?.focus();
  };
  return (
    <aside
      className="d-peek"
      aria-label={formatNumber(props.name)}
      onKeyDown={(event) => {
        // An open list of choices takes the first Escape.
        const isChoosing = event.target instanceof Element && event.target.getAttribute('aria-expanded') === 'true';
        if (event.key === 'Escape' && !isChoosing) close();
      }}
    >
      <header className="d-peek-header">
        <div className="d-grow d-min0">{props.header}</div>
        <ActionIcon variant="subtle" color="gray" aria-label={t('user.closePanel')} onClick={close}>
          <IconX size={16} stroke={1.6} />
        </ActionIcon>
      </header>
      <div
        className="d-peek-body"
        {...(props.isText === true ? { role: 'group', tabIndex: 0, 'aria-label': t('common.details') } : {})}
      >
        {props.children}
      </div>
      {props.footer === undefined ? null : <footer className="d-peek-footer">{props.footer}</footer>}
    </aside>
  );
}
