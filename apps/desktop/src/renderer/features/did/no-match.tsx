import { Button } from '@mantine/core';
import { EmptyState, t } from '@synergycall/ui';
import { IconZoomQuestion } from '@tabler/icons-react';

export function NoMatch({ search, onClear }: { search: string; onClear: () => void }) {
  return (
    <EmptyState
      icon={<IconZoomQuestion size={28} stroke={1.5} />}
      title={t('did.nothing.title')}
      action={
        <Button variant="default" onClick={onClear}>
          {t('did.nothing.clear')}
        </Button>
      }
    >
      {search === '' ? t('did.nothing.filtered') : t('did.nothing.text', { search })}
    </EmptyState>
  );
}
