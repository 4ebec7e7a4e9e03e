import { Button, TextInput } from '@mantine/core';
import { useElementSize, useHotkeys } from '@mantine/hooks';
import { DataList, EmptyState, Page, t, type Column, type DataListProps, type Loadable } from '@synergycall/ui';
import { IconPlus, IconSearch, IconZoomQuestion } from '@tabler/icons-react';
import { useRef, type ReactNode } from 'react';
import { useAlone } from './use-alone.ts';
import { useWindow } from './window-state.ts';

interface Words {
  readonly title: string;
  readonly text: string;
}

/**
 * A list that is searched, and one of its rows beside it. `/` goes to the search, `n` makes a new one, Escape closes what
 * stands beside; while a panel or dialog lies over all of it, the keys are that one's.
 */
export function ListScreen<Row>(props: {
  title: string;
  /** Below the title, such as how many there are; '': its line stays free. */
  about: string;
  list: Pick<DataListProps<Row>, 'rows' | 'total' | 'loadingMore' | 'onNearEnd'>;
  rowKey: (row: Row) => string;
  state: Loadable<unknown>;
  onRetry: () => void;
  /** As many as fit; 0: the width is not known yet. */
  columns: (width: number) => readonly Column<Row>[];
  selectedKey: string | undefined;
  onPick: (row: Row) => void;
  onOpen: (row: Row) => void;
  search: { label: string; written: string; onWrite: (written: string) => void };
  /** How many were found, said while something is searched. */
  found: string;
  /** `onNew` undefined: the reader makes none, which `lookOnly` says. */
  making: { label: string; onNew: (() => void) | undefined; lookOnly: string };
  icon: ReactNode;
  empty: Words;
  nothing: Words;
  /** Above the search. */
  notice?: ReactNode;
  beside: ReactNode;
  onCloseBeside: () => void;
  isCovered: boolean;
  /** Panels and dialogs. */
  children?: ReactNode;
}) {
  const { state, search, making } = props;
  const compact = useWindow((s) => s.compactRows);
  const { ref, width } = useElementSize();
  const searchField = useRef<HTMLInputElement>(null);
  const isAlone = useAlone(props.isCovered);
  useHotkeys([
    ['/', (event) => isAlone(event) && searchField.current?.focus()],
    ['n', (event) => isAlone(event) && making.onNew?.()],
    ['Escape', (event) => isAlone(event) && props.onCloseBeside()],
  ]);
  const create = making.onNew ? (
    <Button leftSection={<IconPlus size={15} />} onClick={making.onNew} aria-keyshortcuts="n">
      {making.label}
    </Button>
  ) : undefined;
  const isSearched = search.written.trim() !== '';
  return (
    <Page
      fill
      title={props.title}
      about={props.about === '' ? '\u00a0' : props.about}
      actions={create ?? <span className="sc-dim d-look-only">{making.lookOnly}</span>}
    >
      {props.notice}
      <div className="d-toolbar">
        <TextInput
          ref={searchField}
          className="d-toolbar-search"
          placeholder={search.label}
          aria-label={search.label}
          aria-keyshortcuts="/"
          leftSection={<IconSearch size={15} stroke={1.6} />}
          value={search.written}
          onChange={(event) => search.onWrite(event.currentTarget.value)}
        />
        <div className="d-grow" />
        <span className="sc-dim" role="status">
          {state.tag === 'ready' && isSearched ? props.found : ''}
        </span>
      </div>
      <div className="d-split d-split-over">
        <div className="d-split-main" ref={ref}>
          <DataList
            {...props.list}
            label={props.title}
            columns={props.columns(width)}
            rowKey={props.rowKey}
            compact={compact}
            onPick={props.onPick}
            onOpen={props.onOpen}
            selectedKey={props.selectedKey}
            state={state}
            onRetry={props.onRetry}
            empty={
              isSearched ? (
                <EmptyState
                  icon={<IconZoomQuestion size={28} stroke={1.5} />}
                  title={props.nothing.title}
                  action={
                    <Button variant="default" onClick={() => search.onWrite('')}>
                      {t('trunk.nothing.clear')}
                    </Button>
                  }
                >
                  {props.nothing.text}
                </EmptyState>
              ) : (
                <EmptyState icon={props.icon} title={props.empty.title} action={create}>
                  {props.empty.text}
                </EmptyState>
              )
            }
          />
        </div>
        {props.beside}
      </div>
      {props.children}
    </Page>
  );
}
