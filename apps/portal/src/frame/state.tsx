import type { Tone } from '@synergycall/ui';

/** Dot and word, as `StateDot` of packages/ui draws them (that one carries a tooltip engine, for compact lists). */
export function State(props: { tone: Tone; label: string }) {
  return (
    <span className={`sc-state sc-state-${props.tone}`}>
      <span className={`sc-dot sc-dot-${props.tone}`} aria-hidden />
      <span className="p-wrap">{props.label}</span>
    </span>
  );
}
