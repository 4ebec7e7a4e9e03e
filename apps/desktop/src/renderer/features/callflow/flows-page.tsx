import { Button, Menu } from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { flowKind, type DidId, type FlowKind, type FlowView } from '@synergycall/domain';
import { EmptyState, FailureState, Page, SidePanel, SkeletonLines, t } from '@synergycall/ui';
import { IconChevronDown, IconPlus, IconRoute } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useMay } from '../session/session.ts';
import { EditFlow, NewFlow } from './edit-flow.tsx';
import { startsAmong } from './flow-graph.ts';
import { FlowDetails } from './flow-peek.tsx';
import { KindIcon } from './kind-icon.tsx';
import { kindOf } from './kinds.tsx';
import { StartList } from './start-list.tsx';
import { DefaultPicture, FlowPicture, NumberPicture } from './start-pictures.tsx';
import { useAllFlows } from './use-all-flows.ts';

/** Where calls go, drawn from where they come in; each step is changed where it stands. */
export function FlowsPage({ start, id }: { start: string | undefined; id: string | undefined }) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const [, navigate] = useLocation();
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written.trim(), 150);
  const [opened, setOpened] = useState<FlowView>();
  const [making, setMaking] = useState<FlowKind>();
  const { flows, state, retry } = useAllFlows(tenant.id);
  const numbers = useQuery(
    trpc.did.list.queryOptions(
      { tenantId: tenant.id, limit: 100, ...(search === '' ? {} : { search }) },
      { placeholderData: keepPreviousData },
    ),
  );
  const dids = loadable(numbers);
  const byId = new Map(flows.map((flow) => [flow.id as string, flow]));
  useHotkeys([['/', () => document.querySelector<HTMLElement>('.d-starts input')?.focus()]]);
  // As the list has it now: it may have been changed since.
  const shown = opened && (byId.get(opened.id) ?? opened);
  const close = () => setOpened(undefined);
  const firstNumber = dids.tag === 'ready' ? dids.value.rows[0] : undefined;
  const isEmpty =
    flows.length === 0 && firstNumber === undefined && tenant.defaultDestination === null && search === '';
  const picture = { flows: byId, onOpen: setOpened };
  const here =
    start === 'number' && id !== undefined
      ? routes.numberFlow(tenant.id, id)
      : start === 'flow' && id !== undefined
        ? routes.flow(tenant.id, id)
        : routes.defaultFlow(tenant.id);
  return (
    <Page
      fill
      title={t('callflow.title')}
      about={t('callflow.about')}
      actions={
        may('flow.create') ? (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button leftSection={<IconPlus size={15} />} rightSection={<IconChevronDown size={14} />}>
                {t('callflow.new')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {flowKind.options.map((kind) => (
                <Menu.Item key={kind} leftSection={<KindIcon kind={kind} size={15} />} onClick={() => setMaking(kind)}>
                  {t(`callflow.${kindOf<FlowKind>(kind).words}.new`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        ) : (
          <span className="sc-dim d-look-only">{t('callflow.lookOnly')}</span>
        )
      }
    >
      <div className="d-split">
        <StartList
          tenant={tenant}
          search={written}
          onSearch={setWritten}
          dids={dids}
          flows={startsAmong(flows)}
          here={here}
        />
        <div className="d-split-main d-picture">
          {state.tag === 'failed' ? <FailureState failure={state.failure} onRetry={retry} /> : null}
          {state.tag === 'loading' || dids.tag === 'loading' ? (
            <div className="d-loading">
              <SkeletonLines lines={6} />
            </div>
          ) : null}
          {state.tag !== 'ready' || dids.tag === 'loading' ? null : isEmpty ? (
            <EmptyState icon={<IconRoute size={28} stroke={1.5} />} title={t('callflow.empty.title')}>
              {t('callflow.empty.text')}
            </EmptyState>
          ) : start === 'number' && id !== undefined ? (
            <NumberPicture key={id} id={id as DidId} {...picture} />
          ) : start === 'flow' && id !== undefined ? (
            <FlowPicture key={id} id={id} {...picture} />
          ) : (
            <DefaultPicture {...picture} />
          )}
        </div>
      </div>
      {shown && may('flow.update') ? (
        <EditFlow key={shown.id} flow={shown} onClose={close} />
      ) : shown ? (
        <SidePanel open title={shown.name} onClose={close}>
          <FlowDetails flow={shown} />
        </SidePanel>
      ) : null}
      {making ? (
        <NewFlow
          kind={making}
          onClose={() => setMaking(undefined)}
          onMade={(made) => {
            setMaking(undefined);
            navigate(routes.flow(tenant.id, made.id));
          }}
        />
      ) : null}
    </Page>
  );
}
