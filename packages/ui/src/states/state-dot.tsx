import { Tooltip } from '@mantine/core';

/** What a colour means here, always with a shape of its own and a word: never colour alone. */
export type Tone = 'live' | 'busy' | 'pending' | 'failed' | 'off';

/**
 * A state as dot and word. Live is a full disc, busy a disc with a ring, pending a half disc, failed a square, off a hollow
 * ring, so that the states differ without colour too. `compact` hides the word from sight, not from screen readers.
 */
export function StateDot(props: { tone: Tone; label: string; compact?: boolean }) {
  const dot = <span className={`sc-dot sc-dot-${props.tone}`} aria-hidden />;
  if (!props.compact)
    return (
      <span className={`sc-state sc-state-${props.tone}`}>
        {dot}
        <span className="sc-truncate">{props.label}</span>
      </span>
    );
  return (
    <Tooltip label={props.label}>
      <span className="sc-state">
        {dot}
        <span className="sc-visually-hidden">{props.label}</span>
      </span>
    </Tooltip>
  );
}

/** A small word in a box, for roles, kinds and pending marks. */
export function Tag(props: { tone?: Tone | 'plain'; children: string }) {
  return <span className={`sc-tag sc-tag-${props.tone ?? 'plain'}`}>{props.children}</span>;
}
