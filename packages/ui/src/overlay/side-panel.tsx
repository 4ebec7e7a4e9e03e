import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../messages/t.ts';

/** A panel from the right (from below on a phone), with its actions always in sight at the foot. */
export function SidePanel(props: {
  open: boolean;
  onClose: () => void;
  title: string;
  size?: number;
  footer?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Drawer
      opened={props.open}
      onClose={props.onClose}
      title={props.title}
      size={props.size ?? 440}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ body: 'sc-side-body', content: 'sc-side' }}
    >
      <div className="sc-side-content">{props.children}</div>
      {props.footer === undefined ? null : <div className="sc-side-footer">{props.footer}</div>}
    </Drawer>
  );
}
