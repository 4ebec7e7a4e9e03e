/** First letters of the first and last word, also for names of one word and of scripts with surrogate pairs. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = [...(words[0] ?? '')][0] ?? '';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

/** A quiet square with initials: it marks people in lists without adding colour that means nothing. */
export function Initials(props: { name: string; size?: 'sm' | 'lg' }) {
  return (
    <span className={`sc-initials sc-initials-${props.size ?? 'sm'}`} aria-hidden>
      {initials(props.name)}
    </span>
  );
}
