import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { pricesCsv, type Price, type PriceList, type TenantId } from '@synergycall/domain';
import { DataGrid, EmptyState, FailureState, Page, SkeletonLines, t, type Column } from '@synergycall/ui';
import { IconCoins, IconDownload, IconUpload } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { BackLink } from '../../frame/back-link.tsx';
import { routes } from '../../frame/routes.ts';
import { useWindow } from '../../frame/window-state.ts';
import { saveFile } from '../did/save-file.ts';
import { useMay } from '../session/session.ts';
import { CurrencyField } from './currency-field.tsx';
import { ImportPrices } from './import-prices.tsx';
import { moneyText } from './money-text.ts';

/** The box's own list, among ids of tenants. */
const BOX = 'box';

/** What a minute of a call out costs, by the first digits: for everybody, and one company's own list over it. */
export function PricesPage() {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const mayChange = useMay(null)('price.update');
  const tenants = useQuery(trpc.tenant.list.queryOptions(undefined, { staleTime: 15_000 }));
  const [whose, setWhose] = useState<string>(BOX);
  const [isImporting, setImporting] = useState(false);
  const inTenant = whose === BOX ? undefined : (whose as TenantId);
  const query = useQuery(trpc.spending.prices.queryOptions(inTenant === undefined ? {} : { inTenant }));
  const state = loadable(query);
  const choices = [
    { value: BOX, label: t('price.everybody') },
    ...(tenants.data?.rows ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
  ];
  const list = state.tag === 'ready' ? state.value : undefined;
  return (
    <Page
      fill={!isImporting}
      title={t('price.title')}
      about={t('price.about')}
      back={<BackLink href={routes.settings()}>{t('settings.title')}</BackLink>}
      actions={
        isImporting ? undefined : (
          <>
            <Button
              variant="default"
              leftSection={<IconDownload size={15} stroke={1.75} />}
              disabled={!list || list.prices.length === 0}
              onClick={() => list && saveFile('prices.csv', pricesCsv(list.prices), 'text/csv')}
            >
              {t('price.export')}
            </Button>
            {mayChange ? (
              <Button leftSection={<IconUpload size={15} stroke={1.75} />} onClick={() => setImporting(true)}>
                {t('price.import')}
              </Button>
            ) : null}
          </>
        )
      }
    >
      <div className="d-toolbar d-price-bar">
        <Select
          label={t('price.whose')}
          searchable
          allowDeselect={false}
          data={choices}
          value={whose}
          disabled={isImporting}
          onChange={(value) => setWhose(value ?? BOX)}
        />
        {list ? <CurrencyField key={list.currency} currency={list.currency} isFixed={!mayChange} /> : null}
      </div>
      {state.tag === 'loading' ? <SkeletonLines lines={8} /> : null}
      {state.tag === 'failed' ? <FailureState failure={state.failure} onRetry={() => void query.refetch()} /> : null}
      {list && isImporting ? (
        <ImportPrices
          inTenant={inTenant}
          currency={list.currency}
          onClose={() => setImporting(false)}
          onDone={() => {
            setImporting(false);
            refresh();
          }}
        />
      ) : null}
      {list && !isImporting ? <Prices list={list} isBox={inTenant === undefined} /> : null}
    </Page>
  );
}

function Prices({ list: { prices, currency }, isBox }: { list: PriceList; isBox: boolean }) {
  const compact = useWindow((s) => s.compactRows);
  const columns = useMemo(() => columnsIn(currency), [currency]);
  if (prices.length === 0)
    return (
      <EmptyState
        icon={<IconCoins size={28} stroke={1.5} />}
        title={t(isBox ? 'price.empty.box' : 'price.empty.tenant')}
      >
        {t(isBox ? 'price.empty.box.todo' : 'price.empty.tenant.todo')}
      </EmptyState>
    );
  return (
    <DataGrid
      label={t('price.title')}
      columns={columns}
      rows={prices}
      rowKey={({ prefix }) => prefix}
      compact={compact}
    />
  );
}

const columnsIn = (currency: string): Column<Price>[] => [
  {
    id: 'prefix',
    header: t('price.prefix'),
    width: '180px',
    cell: ({ prefix }) => (prefix === '' ? t('price.others') : `+${prefix}`),
  },
  { id: 'name', header: t('price.name'), width: 'minmax(160px, 2fr)', cell: ({ name }) => <bdi>{name}</bdi> },
  {
    id: 'micros',
    header: t('price.minute'),
    width: '160px',
    align: 'end',
    cell: ({ micros }) => moneyText(micros, currency),
  },
];
