import { Button } from '@mantine/core';
import { EmptyState, t } from '@synergycall/ui';
import { IconMapQuestion } from '@tabler/icons-react';
import { Link } from 'wouter';

export function UnknownPage() {
  return (
    <EmptyState
      icon={<IconMapQuestion size={32} stroke={1.5} />}
      title={t('portal.unknownPage.title')}
      action={
        <Button component={Link} href="/" variant="default">
          {t('portal.unknownPage.action')}
        </Button>
      }
    >
      {t('portal.unknownPage.text')}
    </EmptyState>
  );
}
