import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { letterState, type LetterState, type LetterView } from '@synergycall/domain';
import { DataList, EmptyState, StateDot, formatMoment, t, type Column, type Tone } from '@synergycall/ui';
import { IconMail, IconMailSearch, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { paged } from '../../agent/paged.ts';
import { useIsWide } from '../../frame/use-is-wide.ts';
import { useWindow } from '../../frame/window-state.ts';
import { LetterPeek } from './letter-peek.tsx';

const TONES = { waiting: 'pending', sent: 'live', failed: 'failed' } as const satisfies Record<LetterState, Tone>;
const ALL = 'all';

/** Where it is narrow, whose letter it is stands in the panel alone. */
const columns: readonly Column<LetterView>[] = [
  {
    id: 'state',
    header: t('mail.col.state'),
    width: '124px',
    cell: ({ state }) => <StateDot tone={TONES[state]} label={t(`mail.state.${state}`)} />,
  },
  {
    id: 'when',
    header: t('mail.col.when'),
    width: '112px',
    cell: ({ createdAt }) => <time dateTime={createdAt}>{formatMoment(createdAt)}</time>,
  },
  { id: 'to', header: t('mail.col.to'), width: 'minmax(80px, 1fr)', cell: ({ to }) => to },
  {
    id: 'subject',
    header: t('mail.col.subject'),
    width: 'minmax(100px, 1.4fr)',
    cell: ({ subject }) => <span dir="auto">{subject}</span>,
  },
];
const TENANT: Column<LetterView> = {
  id: 'tenant',
  header: t('mail.col.tenant'),
  width: 'minmax(100px, 0.8fr)',
  cell: ({ tenantName }) => <span dir="auto">{tenantName}</span>,
};
const withTenant = [...columns, TENANT];

/** Letters by state, the newest first; one beside them. */
export function LetterList() {
  const trpc = useTRPC();
  const compact = useWindow((s) => s.compactRows);
  const isWide = useIsWide();
  const [state, setState] = useState<LetterState | typeof ALL>(ALL);
  const [written, setWritten] = useState('');
  const [search] = useDebouncedValue(written.trim(), 200);
  const [pickedId, setPickedId] = useState<string>();
  const query = useInfiniteQuery(
    trpc.mail.outbox.infiniteQueryOptions(
      { limit: 50, ...(state !== ALL && { state }), ...(search !== '' && { search }) },
      { getNextPageParam: (last) => last.nextCursor ?? undefined, refetchInterval: 15_000 },
    ),
  );
  const list = paged(query);
  const picked = list.rows.find(({ id }) => id === pickedId);
  const pick = ({ id }: LetterView): void => setPickedId(id);
  const isFiltered = state !== ALL || search !== '';
  const clear = (): void => {
    setState(ALL);
    setWritten('');
  };
  return (
    <>
      <div className="d-toolbar d-mail-toolbar">
        <TextInput
          className="d-toolbar-search"
          size="xs"
          placeholder={t('mail.search')}
          aria-label={t('mail.search')}
          leftSection={<IconSearch size={14} stroke={1.75} />}
          value={written}
          onChange={({ currentTarget }) => setWritten(currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('mail.filter')}
          value={state}
          onChange={(value) => setState(letterState.safeParse(value).data ?? ALL)}
          data={[
            { value: ALL, label: t('mail.filter.all') },
            ...letterState.options.map((value) => ({ value, label: t(`mail.state.${value}`) })),
          ]}
        />
      </div>
      <div className="d-split d-split-boxed d-split-over">
        <div className="d-split-main">
          <DataList
            {...list}
            label={t('mail.letters')}
            columns={isWide ? withTenant : columns}
            rowKey={({ id }) => id}
            compact={compact}
            onOpen={pick}
            onPick={pick}
            selectedKey={picked?.id}
            state={loadable(query)}
            onRetry={() => void query.refetch()}
            empty={
              isFiltered ? (
                <EmptyState
                  icon={<IconMailSearch size={28} stroke={1.5} />}
                  title={t('mail.noMatch.title')}
                  action={
                    <Button variant="default" onClick={clear}>
                      {t('mail.filter.all')}
                    </Button>
                  }
                >
                  {t('mail.noMatch.text')}
                </EmptyState>
              ) : (
                <EmptyState icon={<IconMail size={28} stroke={1.5} />} title={t('mail.empty.title')}>
                  {t('mail.empty.text')}
                </EmptyState>
              )
            }
          />
        </div>
        {picked ? <LetterPeek key={picked.id} letter={picked} onClose={() => setPickedId(undefined)} /> : null}
      </div>
    </>
  );
}
