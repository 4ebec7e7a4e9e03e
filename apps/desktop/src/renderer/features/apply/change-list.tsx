import { SegmentedControl, TextInput } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { ObjectChange } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { ChangeGroupView } from './change-group.tsx';
import { MARKS, countsOf, groupsOf, wordsOf, type ChangeGroup, type Mark } from './change-groups.ts';

/** From so many people or objects on the list can be searched; from so many it draws only what is in sight. */
const SEARCHED_FROM = 9;
const VIRTUAL_FROM = 80;

/** Changes as sentences by person, devices below their owner; counted, and searched when there are many. */
export function ChangeList({ changes }: { changes: readonly ObjectChange[] }) {
  const groups = useMemo(() => groupsOf(changes), [changes]);
  const [search, setSearch] = useState('');
  const [mark, setMark] = useState<Mark | 'all'>('all');
  const isSearched = groups.length >= SEARCHED_FROM;
  const wanted = search.trim().toLocaleLowerCase();
  const shown = useMemo(
    () =>
      groups.filter(
        (group) =>
          (mark === 'all' || [group.head, ...group.under].some((each) => each?.change === mark)) &&
          (wanted === '' || wordsOf(group).includes(wanted)),
      ),
    [groups, mark, wanted],
  );
  const counts = countsOf(changes);
  const present = MARKS.filter((each) => counts[each] > 0);
  return (
    <section className="d-told" aria-label={t('apply.changes')}>
      <div className="d-told-head">
        {isSearched ? (
          <>
            <TextInput
              className="d-told-search"
              placeholder={t('apply.filter')}
              aria-label={t('apply.filter')}
              leftSection={<IconSearch size={15} stroke={1.6} />}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
            <SegmentedControl
              size="xs"
              aria-label={t('apply.filter.mark')}
              value={mark}
              onChange={(value) => setMark(value as Mark | 'all')}
              data={[
                { value: 'all', label: t('apply.count.all', { n: changes.length }) },
                ...present.map((each) => ({ value: each, label: t(`apply.count.${each}`, { n: counts[each] }) })),
              ]}
            />
          </>
        ) : (
          <p className="d-told-counts">
            {present.map((each) => t(`apply.count.${each}`, { n: counts[each] })).join(' · ')}
          </p>
        )}
      </div>
      <div className="sc-visually-hidden" role="status">
        {isSearched && (wanted !== '' || mark !== 'all') ? t('apply.filter.found', { n: shown.length }) : ''}
      </div>
      {shown.length === 0 ? (
        <p className="sc-dim">{t('apply.filter.nothing')}</p>
      ) : shown.length < VIRTUAL_FROM ? (
        <ul className="d-told-list">
          {shown.map((group) => (
            <li key={group.key}>
              <ChangeGroupView group={group} />
            </li>
          ))}
        </ul>
      ) : (
        <ManyGroups groups={shown} />
      )}
    </section>
  );
}

function ManyGroups({ groups }: { groups: readonly ChangeGroup[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: groups.length,
    getScrollElement: () => scroller.current,
    estimateSize: (i) => 33 + 24 * (groups[i]?.under.length ?? 0),
    getItemKey: (i) => groups[i]?.key ?? i,
    overscan: 12,
  });
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <div ref={scroller} className="d-told-many" role="group" tabIndex={0} aria-label={t('apply.changes')}>
      <ul className="d-told-list" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const group = groups[item.index];
          return group === undefined ? null : (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              aria-setsize={groups.length}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <ChangeGroupView group={group} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
