import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { AccountView } from '@synergycall/domain';
import { DataList, EmptyState, Initials, Page, formatMoment, t, type Column } from '@synergycall/ui';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useWindow } from '../../frame/window-state.ts';
import { useMay } from '../session/session.ts';
import { NewAccount } from './new-account.tsx';

/** Who may sign in for the tenant. */
export function AccountsPage() {
  const trpc = useTRPC();
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const compact = useWindow((s) => s.compactRows);
  const [isCreating, setCreating] = useState(false);
  const query = useQuery(trpc.account.list.queryOptions({ tenantId: tenant.id }));
  const columns = useMemo<readonly Column<AccountView>[]>(
    () => [
      {
        id: 'name',
        header: t('account.col.name'),
        width: 'minmax(180px, 1.6fr)',
        cell: (a) => (
          <span className="d-person">
            <Initials name={a.name} />
            <span className="sc-truncate d-person-name" dir="auto">
              {a.name}
            </span>
          </span>
        ),
      },
      { id: 'email', header: t('account.col.email'), width: 'minmax(180px, 1.6fr)', cell: (a) => a.email },
      {
        id: 'roles',
        header: t('account.col.roles'),
        width: 'minmax(140px, 1fr)',
        cell: (a) => rolesIn(a, tenant.id),
      },
      {
        id: 'created',
        header: t('account.col.created'),
        width: '120px',
        cell: (a) => <span className="sc-dim">{formatMoment(a.createdAt)}</span>,
      },
    ],
    [tenant.id],
  );
  const create = may('account.create') ? (
    <Button leftSection={<IconPlus size={15} />} onClick={() => setCreating(true)}>
      {t('account.new')}
    </Button>
  ) : undefined;
  return (
    <Page fill title={t('account.title')} about={t('account.about', { tenant: tenant.name })} actions={create}>
      <div className="d-split">
        <div className="d-split-main">
          <DataList
            label={t('account.title')}
            columns={columns}
            rows={query.data?.rows ?? []}
            rowKey={(a) => a.id}
            compact={compact}
            state={loadable(query)}
            onRetry={() => void query.refetch()}
            empty={
              <EmptyState icon={<IconKey size={28} stroke={1.5} />} title={t('account.empty.title')} action={create}>
                {t('account.empty.text')}
              </EmptyState>
            }
          />
        </div>
      </div>
      {isCreating ? <NewAccount onClose={() => setCreating(false)} /> : null}
    </Page>
  );
}

const rolesIn = (account: AccountView, tenantId: string): string =>
  [
    ...new Set(
      account.grants.filter((g) => g.tenantId === null || g.tenantId === tenantId).map((g) => t(`role.${g.role}`)),
    ),
  ].join(', ');
