import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { DidView, TenantId } from '@synergycall/domain';
import { FailureNote, FindField, formatNumber, t } from '@synergycall/ui';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { useMay } from '../session/session.ts';
import { NumberText } from './number-text.tsx';

/** Finds one of the tenant's unassigned numbers by any part of it or by its label; the choice is the act. */
export function PickNumber({ tenantId, onPick }: { tenantId: TenantId; onPick: (did: DidView) => void }) {
  const trpc = useTRPC();
  const mayBox = useMay(null);
  const [, navigate] = useLocation();
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written, 120);
  const query = useQuery(
    trpc.did.list.queryOptions(
      { tenantId, status: 'allocated', limit: 20, ...(search === '' ? {} : { search }) },
      { placeholderData: keepPreviousData },
    ),
  );
  const state = loadable(query);
  if (state.tag === 'failed') return <FailureNote failure={state.failure} onRetry={() => void query.refetch()} />;
  const rows = state.tag === 'ready' ? state.value.rows : [];
  if (state.tag === 'ready' && rows.length === 0 && search === '' && !query.isPlaceholderData)
    return (
      <>
        <p className="d-lead">{mayBox('did.allocate') ? t('did.user.noneFree.platform') : t('did.user.noneFree')}</p>
        {mayBox('did.allocate') ? (
          <div className="sc-dialog-actions">
            <Button onClick={() => navigate(routes.inventory())}>{t('did.empty.inventory')}</Button>
          </div>
        ) : null}
      </>
    );
  const number = (did: DidView) => formatNumber(did.number);
  return (
    <FindField
      label={t('did.col.number')}
      description={t('did.user.assign.hint')}
      placeholder={t('did.user.assign.placeholder')}
      autoFocus
      shown=""
      searched={query.isPlaceholderData ? '\n' : search}
      onSearch={setWritten}
      nothing={query.isPending ? t('common.loading') : t('did.user.assign.nothing')}
      options={rows.map((each) => ({
        value: each.id,
        // Without its spaces too: that is how it is typed.
        label: `${number(each)} ${each.number} ${each.label}`,
        drawn: (
          <span className="d-option">
            <NumberText number={each.number} />
            <bdi className="sc-dim sc-truncate">{each.label}</bdi>
          </span>
        ),
      }))}
      onChoose={(id) => {
        const did = rows.find((each) => each.id === id);
        if (did) onPick(did);
      }}
    />
  );
}
