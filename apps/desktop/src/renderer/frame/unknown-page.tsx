import { Button } from '@mantine/core';
import { EmptyState, t } from '@synergycall/ui';
import { IconCompassOff } from '@tabler/icons-react';
import { useLocation } from 'wouter';

export function UnknownPage() {
  const [, navigate] = useLocation();
  return (
    <EmptyState
      icon={<IconCompassOff size={28} stroke={1.5} />}
      title={t('frame.unknownPage.title')}
      action={<Button onClick={() => navigate('~/')}>{t('frame.unknownPage.action')}</Button>}
    >
      {t('frame.unknownPage.text')}
    </EmptyState>
  );
}
