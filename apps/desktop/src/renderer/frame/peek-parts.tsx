import { ActionIcon, Menu } from '@mantine/core';
import { t } from '@synergycall/ui';
import { IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** The name of what stands beside a list. */
export const PeekTitle = ({ name }: { name: string }) => (
  <h2 className="d-peek-title sc-truncate" dir="auto" title={name}>
    {name}
  </h2>
);

/** What else can be done with it. */
export const MoreMenu = ({ name, children }: { name: string; children: ReactNode }) => (
  <Menu position="top-end">
    <Menu.Target>
      <ActionIcon variant="default" size="lg" aria-label={t('common.moreFor', { name })}>
        <IconDots size={16} />
      </ActionIcon>
    </Menu.Target>
    <Menu.Dropdown>{children}</Menu.Dropdown>
  </Menu>
);
