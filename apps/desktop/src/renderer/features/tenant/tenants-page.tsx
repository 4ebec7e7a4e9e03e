import { ActionIcon, Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { TenantView } from '@synergycall/domain';
import {
  ConfirmDialog,
  DataList,
  EmptyState,
  Page,
  StateDot,
  formatMoment,
  t,
  toastDone,
  toastFailure,
  type AnyFailure,
  type Column,
} from '@synergycall/ui';
import { IconBuilding, IconDots, IconPencil, IconPlayerPause, IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { loadable, outcome } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { useMay } from '../session/session.ts';
import { EditTenant } from './edit-tenant.tsx';
import { NewTenant } from './new-tenant.tsx';

/** The companies of the box. */
export function TenantsPage() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const refresh = useRefresh();
  const may = useMay(null);
  const [, navigate] = useLocation();
  const [isCreating, setCreating] = useState(false);
  const [editing, setEditing] = useState<TenantView['id']>();
  const [suspending, setSuspending] = useState<TenantView>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const query = useQuery(trpc.tenant.list.queryOptions());
  const mayEdit = may('tenant.update');
  const maySuspend = may('tenant.suspend');
  const columns = useMemo<readonly Column<TenantView>[]>(() => {
    const restore = async (tenant: TenantView) => {
      const result = await outcome(client.tenant.restore.mutate({ tenantId: tenant.id }));
      refresh();
      if (result.ok) toastDone(t('tenant.restored.toast', { name: tenant.name }));
      else toastFailure(result.error);
    };
    const actions: Column<TenantView> = {
      id: 'actions',
      header: t('common.actions'),
      hideHeader: true,
      width: '76px',
      align: 'end',
      cell: (tenant) => (
        <RowMenu
          tenant={tenant}
          onEdit={mayEdit ? () => setEditing(tenant.id) : undefined}
          onSuspend={maySuspend ? () => setSuspending(tenant) : undefined}
          onRestore={() => void restore(tenant)}
        />
      ),
    };
    return [...COLUMNS, ...(mayEdit || maySuspend ? [actions] : [])];
    // eslint-disable-next-line react/exhaustive-deps
  }, [client, mayEdit, maySuspend]);
  const suspend = async (tenant: TenantView) => {
    setBusy(true);
    const result = await outcome(client.tenant.suspend.mutate({ tenantId: tenant.id }));
    setBusy(false);
    refresh();
    if (!result.ok) return setFailure(result.error);
    setSuspending(undefined);
    toastDone(t('tenant.suspended.toast', { name: tenant.name }));
  };
  const create = may('tenant.create') ? (
    <Button leftSection={<IconPlus size={15} />} onClick={() => setCreating(true)}>
      {t('tenant.new')}
    </Button>
  ) : undefined;
  const rows = query.data?.rows ?? [];
  const edited = rows.find((each) => each.id === editing);
  return (
    <Page
      fill
      title={t('tenant.title')}
      about={rows.length > 0 ? t('tenant.count', { n: rows.length }) : '\u00a0'}
      actions={create}
    >
      <div className="d-split">
        <div className="d-split-main">
          <DataList
            label={t('tenant.title')}
            columns={columns}
            rows={rows}
            rowKey={(each) => each.id}
            onOpen={(each) => navigate(routes.users(each.id))}
            state={loadable(query)}
            onRetry={() => void query.refetch()}
            empty={
              <EmptyState
                icon={<IconBuilding size={28} stroke={1.5} />}
                title={t('tenant.empty.title')}
                action={create}
              >
                {t('tenant.empty.text')}
              </EmptyState>
            }
          />
        </div>
      </div>
      {isCreating ? <NewTenant onClose={() => setCreating(false)} /> : null}
      {edited === undefined ? null : (
        <EditTenant key={edited.id} tenant={edited} onClose={() => setEditing(undefined)} />
      )}
      <ConfirmDialog
        open={suspending !== undefined}
        title={t('tenant.suspend.title', { name: suspending?.name ?? '' })}
        confirm={t('tenant.suspend')}
        danger
        busy={busy}
        failure={failure}
        onClose={() => {
          setFailure(undefined);
          setSuspending(undefined);
        }}
        onConfirm={() => suspending && void suspend(suspending)}
      >
        {t('tenant.suspend.text', { name: suspending?.name ?? '' })}
      </ConfirmDialog>
    </Page>
  );
}

const grouped = (n: number): string => n.toLocaleString('en');

const COLUMNS: readonly Column<TenantView>[] = [
  {
    id: 'name',
    header: t('tenant.name'),
    width: 'minmax(160px, 2fr)',
    cell: (x) => (
      <span className="d-strong" dir="auto">
        {x.name}
      </span>
    ),
  },
  {
    id: 'status',
    header: t('tenant.status'),
    width: '112px',
    cell: (x) => <StateDot tone={x.status === 'active' ? 'live' : 'failed'} label={t(`state.${x.status}`)} />,
  },
  {
    id: 'range',
    header: t('tenant.range'),
    width: '124px',
    cell: (x) => t('tenant.rangeOf', { from: x.extMin, to: x.extMax }),
  },
  {
    id: 'users',
    header: t('tenant.users'),
    width: '140px',
    cell: (x) => t('tenant.usersOf', { n: grouped(x.userCount), max: grouped(x.maxUsers) }),
  },
  {
    id: 'timezone',
    header: t('tenant.timezone'),
    width: 'minmax(108px, 1fr)',
    cell: (x) => <span className="sc-dim">{x.timezone}</span>,
  },
  {
    id: 'created',
    header: t('tenant.created'),
    width: '104px',
    cell: (x) => <span className="sc-dim">{formatMoment(x.createdAt)}</span>,
  },
];

function RowMenu(props: {
  tenant: TenantView;
  onEdit: (() => void) | undefined;
  onSuspend: (() => void) | undefined;
  onRestore: () => void;
}) {
  const { tenant } = props;
  return (
    // A click on the menu is none on the row.
    <span
      role="presentation"
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('common.moreFor', { name: tenant.name })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {props.onEdit ? (
            <Menu.Item leftSection={<IconPencil size={15} stroke={1.75} />} onClick={props.onEdit}>
              {t('tenant.edit')}
            </Menu.Item>
          ) : null}
          {props.onSuspend && tenant.status === 'active' ? (
            <Menu.Item color="red" leftSection={<IconPlayerPause size={15} stroke={1.75} />} onClick={props.onSuspend}>
              {t('tenant.suspend')}
            </Menu.Item>
          ) : null}
          {props.onSuspend && tenant.status === 'suspended' ? (
            <Menu.Item leftSection={<IconPlayerPlay size={15} stroke={1.75} />} onClick={props.onRestore}>
              {t('tenant.restore')}
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
