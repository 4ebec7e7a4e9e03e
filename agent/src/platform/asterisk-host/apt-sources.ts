/**
 * Finds the machine's own Debian mirror in its apt sources, in both notations:
 * one-line (`deb [options] URI suite components`) and deb822 (`URIs: …` in stanzas).
 * Texts are given with their file names; `.sources` is deb822. Returns undefined when none looks like Debian.
 */
export function debianMirror(files: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(files).flatMap(([name, text]) =>
    name.endsWith('.sources') ? deb822(text) : oneLine(text),
  );
  const usable = entries.filter(
    ({ uri, suites }) => /^https?:\/\//.test(uri) && !/security|snapshot-only/.test(uri) && isDebian(uri, suites),
  );
  return usable[0]?.uri.replace(/\/+$/, '');
}

interface Entry {
  readonly uri: string;
  readonly suites: readonly string[];
}

const SUITES =
  /^(stable|testing|unstable|sid|experimental|oldstable|buster|bullseye|bookworm|trixie|forky|duke)(-updates|-backports|-proposed-updates)?$/;

/** A mirror may have any host name (a company's proxy), so a Debian suite decides, and not being a security archive. */
function isDebian(uri: string, suites: readonly string[]): boolean {
  return (
    suites.some((suite) => SUITES.test(suite)) &&
    (/debian/i.test(uri) || suites.some((suite) => suite.includes('-updates')))
  );
}

function oneLine(text: string): Entry[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)/.exec(line);
    return match?.[1] && match[2] ? [{ uri: match[1], suites: [match[2]] }] : [];
  });
}

function deb822(text: string): Entry[] {
  const stanzas = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .split(/\n\s*\n/);
  return stanzas.flatMap((stanza) => {
    const field = (name: string) =>
      new RegExp(`^${name}:\\s*(.*(?:\\n[ \\t].*)*)`, 'im').exec(stanza)?.[1]?.split(/\s+/).filter(Boolean) ?? [];
    if (/^no$/i.test(field('Enabled')[0] ?? '') || !field('Types').includes('deb')) return [];
    return field('URIs').map((uri) => ({ uri, suites: field('Suites') }));
  });
}
