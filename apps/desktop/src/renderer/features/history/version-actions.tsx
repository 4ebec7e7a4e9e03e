import { Button } from '@mantine/core';
import type { JobView } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { IconArrowBackUp, IconGitCompare } from '@tabler/icons-react';
import { Link, useLocation } from 'wouter';
import { routes } from '../../frame/routes.ts';
import { ActButton } from './act-button.tsx';
import { versionOf } from './history-words.ts';
import { useWhyNot } from './why-not.ts';

/** What can be done with the version that an apply made live; nothing for one that made none, or for the box's. */
export function VersionActions({ job }: { job: JobView }) {
  const [, navigate] = useLocation();
  const { tenantId } = job;
  const whyNot = useWhyNot('history.restore', tenantId);
  const version = versionOf(job);
  if (version === undefined || tenantId === null) return null;
  return (
    <div className="d-row">
      <Button
        variant="default"
        component={Link}
        href={routes.compare(tenantId, version, 'model')}
        leftSection={<IconGitCompare size={15} stroke={1.75} />}
      >
        {t('history.compareNow')}
      </Button>
      <ActButton
        variant="default"
        leftSection={<IconArrowBackUp size={15} stroke={1.75} />}
        whyNot={whyNot}
        onClick={() => navigate(routes.restore(tenantId, version))}
      >
        {t('history.restoreThis')}
      </ActButton>
    </div>
  );
}
