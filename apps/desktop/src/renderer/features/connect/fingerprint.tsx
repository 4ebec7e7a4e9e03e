/** A SHA-256 fingerprint in four lines of eight bytes, the way people compare them: line by line. */
export function Fingerprint(props: { label: string; value: string }) {
  const bytes = props.value.split(':');
  const lines = Array.from({ length: Math.ceil(bytes.length / 8) }, (_, i) => bytes.slice(i * 8, i * 8 + 8).join(':'));
  return (
    <figure className="d-fingerprint">
      <figcaption>{props.label}</figcaption>
      <code className="sc-mono" aria-label={props.value}>
        {lines.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </code>
    </figure>
  );
}
