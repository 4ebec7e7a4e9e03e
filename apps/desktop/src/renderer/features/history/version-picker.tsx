import { Select } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { GenerationView, Point, TenantId } from '@synergycall/domain';
import { Tag, formatMoment, t } from '@synergycall/ui';
import { useEffect, useRef, useState } from 'react';
import { useTRPC } from '../../agent/client.tsx';
import { paged } from '../../agent/paged.ts';
import { readPoint } from './history-words.ts';

/** The tenant's versions, newest first, page by page. */
export function useVersions(tenantId: TenantId) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.history.generations.infiniteQueryOptions(
      { tenantId, limit: 50 },
      { getNextPageParam: (last) => last.nextCursor ?? undefined },
    ),
  );
  return { ...paged<GenerationView>(query), query };
}
export type Versions = ReturnType<typeof useVersions>;

/** Picks a version, or what is meant now. Types to find by number, person or reason; any number can be written. */
export function VersionPicker(props: {
  label: string;
  value: Point | undefined;
  versions: Versions;
  onChange: (point: Point) => void;
}) {
  const { versions, value } = props;
  const [search, setSearch] = useState('');
  const known = new Map(versions.rows.map((each) => [String(each.generation), each]));
  const written = readPoint(search.trim());
  const numbers = [
    ...(typeof value === 'number' && !known.has(String(value)) ? [String(value)] : []),
    ...(written !== undefined && written !== 'model' && written !== value && !known.has(String(written))
      ? [String(written)]
      : []),
    ...known.keys(),
  ];
  const labelOf = (number: string): string => {
    const of = known.get(number);
    return of === undefined
      ? t('compare.version', { n: number })
      : t('compare.versionOf', { n: number, time: formatMoment(of.liveSince) });
  };
  const data = [
    { value: 'model', label: t('compare.model') },
    ...numbers.map((number) => ({ value: number, label: labelOf(number) })),
  ];
  return (
    <Select
      label={props.label}
      data={data}
      value={value === undefined ? null : String(value)}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      allowDeselect={false}
      nothingFoundMessage={t('compare.noVersion')}
      // The list itself scrolls: it is what screen readers and axe know as the popup of the field.
      withScrollArea={false}
      styles={{ options: { maxHeight: 340, overflowY: 'auto' } }}
      comboboxProps={{ shadow: 'md', withinPortal: false }}
      onChange={(picked) => {
        const point = readPoint(picked ?? undefined);
        if (point !== undefined) props.onChange(point);
      }}
      filter={({ options, search: wanted }) => {
        const word = wanted.trim().toLocaleLowerCase();
        return options.filter((option) => {
          if (!('value' in option)) return false;
          const of = known.get(option.value);
          return `${option.label} ${of?.actor ?? ''} ${of?.reason ?? ''}`.toLocaleLowerCase().includes(word);
        });
      }}
      renderOption={({ option }) => (
        <>
          <Option label={option.label} of={known.get(option.value)} />
          {option.value === numbers.at(-1) && known.size > 0 ? <End onSeen={versions.onNearEnd} /> : null}
        </>
      )}
    />
  );
}

function Option({ label, of }: { label: string; of: GenerationView | undefined }) {
  return (
    <span className="d-version">
      <span className="d-row">
        <span className="d-grow sc-truncate">{label}</span>
        {of?.live ? <Tag tone="live">{t('compare.live')}</Tag> : null}
      </span>
      {of === undefined ? null : (
        <span className="sc-dim d-small sc-truncate d-block" dir="auto">
          {t('compare.by', { actor: of.actor, changes: t('history.changes', { n: of.changeCount }) })}
          {of.reason === null ? '' : ` · ${of.reason}`}
        </span>
      )}
    </span>
  );
}

/** Nothing to see: tells when the end of the list comes into sight, so that older versions are fetched. */
function End({ onSeen }: { onSeen: () => void }) {
  const mark = useRef<HTMLSpanElement>(null);
  const seen = useRef(onSeen);
  useEffect(() => {
    seen.current = onSeen;
  });
  useEffect(() => {
    if (!mark.current) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) seen.current();
    });
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, []);
  return <span ref={mark} aria-hidden />;
}
