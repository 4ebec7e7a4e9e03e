import { Button, Checkbox } from '@mantine/core';
import type { ObjectChange } from '@synergycall/domain';
import { Section, Tag, t, toldOf, noteText } from '@synergycall/ui';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { memo, useState } from 'react';
import type { RestoreRow } from './restore-words.ts';

const KINDS = ['box', 'tenant', 'user', 'device'] as const;
const TONES = { new: 'live', changed: 'busy', removed: 'failed' } as const;
/** A tenant of thousands is drawn piece by piece. */
const PIECE = 200;

/** The objects of a plan, each with a box to tick and what is to be known about it. */
export function RestoreList(props: {
  rows: readonly RestoreRow[];
  chosen: ReadonlySet<string>;
  onChoose: (keys: readonly string[], isChosen: boolean) => void;
  /** This one and no other; undefined: there is only one. */
  onlyThis: ((key: string) => void) | undefined;
}) {
  return KINDS.map((kind) => ({ kind, of: props.rows.filter((row) => row.object.kind === kind) }))
    .filter((group) => group.of.length > 0)
    .map(({ kind, of }) => <Group key={kind} kind={kind} {...props} rows={of} />);
}

function Group({
  kind,
  rows,
  chosen,
  onChoose,
  onlyThis,
}: {
  kind: ObjectChange['kind'];
  rows: readonly RestoreRow[];
  chosen: ReadonlySet<string>;
  onChoose: (keys: readonly string[], isChosen: boolean) => void;
  /** This one and no other; undefined: there is only one. */
  onlyThis: ((key: string) => void) | undefined;
}) {
  const [shown, setShown] = useState(PIECE);
  const title = `${t(`apply.kind.${kind}`)} · ${rows.length}`;
  const free = rows.filter((row) => !row.isBlocked);
  const picked = free.filter((row) => chosen.has(row.key)).length;
  return (
    <Section
      title={title}
      actions={
        free.length < 2 ? undefined : (
          <Checkbox
            size="xs"
            label={t('restore.all')}
            aria-label={`${t('restore.all')}: ${t(`apply.kind.${kind}`)}`}
            checked={picked === free.length}
            indeterminate={picked > 0 && picked < free.length}
            onChange={(event) =>
              onChoose(
                free.map((row) => row.key),
                event.currentTarget.checked,
              )
            }
          />
        )
      }
    >
      <ul className="d-changes">
        {rows.slice(0, shown).map((row) => (
          <Row key={row.key} row={row} isChosen={chosen.has(row.key)} onChoose={onChoose} onlyThis={onlyThis} />
        ))}
      </ul>
      {rows.length > shown ? (
        <Button variant="default" size="xs" onClick={() => setShown(shown + PIECE)}>
          {t('drift.more', { n: Math.min(PIECE, rows.length - shown) })}
        </Button>
      ) : null}
    </Section>
  );
}

const Row = memo(function Row({
  row,
  isChosen,
  onChoose,
  onlyThis,
}: {
  row: RestoreRow;
  isChosen: boolean;
  onChoose: (keys: readonly string[], isChosen: boolean) => void;
  /** This one and no other; undefined: there is only one. */
  onlyThis: ((key: string) => void) | undefined;
}) {
  return (
    <li className="d-restore-row">
      <Checkbox
        size="xs"
        aria-label={t('restore.choose', { name: row.object.name })}
        checked={isChosen}
        disabled={row.isBlocked}
        onChange={(event) => onChoose([row.key], event.currentTarget.checked)}
      />
      <span className="d-change-mark">
        {row.isBlocked ? (
          <Tag tone="pending">{t('restore.blocked')}</Tag>
        ) : row.change === undefined ? null : (
          <Tag tone={TONES[row.change.change]}>{t(`restore.mark.${row.change.change}`)}</Tag>
        )}
      </span>
      <div className="d-min0 d-grow">
        {row.change === undefined || row.isBlocked ? null : <Told change={row.change} />}
        {row.notes.map((note) => {
          const { said, todo } = noteText(note);
          return (
            <div key={note.note} className="d-restore-note" data-blocks={note.blocks || undefined}>
              {note.blocks ? (
                <IconAlertTriangle size={14} stroke={1.75} aria-hidden />
              ) : (
                <IconInfoCircle size={14} stroke={1.75} aria-hidden />
              )}
              <span>
                {said} {todo}
              </span>
            </div>
          );
        })}
      </div>
      {row.isBlocked || onlyThis === undefined ? null : (
        <Button
          className="d-only"
          variant="subtle"
          size="xs"
          aria-label={t('restore.onlyOf', { name: row.object.name })}
          onClick={() => onlyThis(row.key)}
        >
          {t('restore.only')}
        </Button>
      )}
    </li>
  );
});

/** Whom it is about; for what changes back, also what: that it comes or goes, the mark says. */
function Told({ change }: { change: ObjectChange }) {
  const { who, what } = toldOf(change);
  return (
    <div>
      <bdi className="d-strong">{who}</bdi>
      {change.change === 'changed' && what.length > 0 ? <>: {what.join(', ')}</> : null}
    </div>
  );
}
