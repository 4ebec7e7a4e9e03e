import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { BoxPendingView } from '@synergycall/domain';
import { SidePanel, StateDot, t } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPC } from '../../agent/client.tsx';
import { summaryOf } from '../apply/words.ts';
import { ApplyBox } from '../box/apply-box.tsx';

/** What the box has that is not live, and the way to make it so: the bar at the foot is the tenant's. */
export function BoxPending() {
  const trpc = useTRPC();
  const [isOpen, setOpen] = useState(false);
  const query = useQuery(trpc.applies.boxPending.queryOptions({}, { refetchInterval: 10_000 }));
  const pending = query.data as BoxPendingView | undefined;
  const isPending = pending !== undefined && pending.count > 0;
  return (
    <>
      {isPending ? (
        <div className="d-default" data-missing>
          <StateDot tone="pending" label={t('trunk.boxPending', { n: pending.count })} />
          <span className="sc-dim sc-truncate d-min0" dir="auto">
            {summaryOf(pending.changes)}
          </span>
          <Button size="xs" variant="default" onClick={() => setOpen(true)}>
            {t('trunk.boxPending.open')}
          </Button>
        </div>
      ) : null}
      <SidePanel open={isOpen} onClose={() => setOpen(false)} title={t('trunk.boxPending.title')} size={560}>
        {isOpen ? <ApplyBox /> : null}
      </SidePanel>
    </>
  );
}
