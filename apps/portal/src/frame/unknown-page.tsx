import { Button } from '@mantine/core';
import { t } from '@synergycall/ui';
import { IconMapQuestion } from '@tabler/icons-react';
import { Link } from 'wouter';
import { WholePage } from './whole-page.tsx';

export function UnknownPage() {
  return (
    <WholePage
      icon={<IconMapQuestion size={32} stroke={1.5} />}
      title={t('portal.unknownPage.title')}
      action={
        <Button component={Link} href="/" variant="default">
          {t('portal.unknownPage.action')}
        </Button>
      }
    >
      <p className="sc-panel-text">{t('portal.unknownPage.text')}</p>
    </WholePage>
  );
}
