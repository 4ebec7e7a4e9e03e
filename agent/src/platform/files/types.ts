import type { Result } from '@synergycall/domain';

/** One file of ours, named by its path inside Asterisk's configuration folder, such as `extensions.d/synergycall/tenants/a7k2.conf`. */
export interface OwnedFile {
  readonly path: string;
  readonly text: string;
}

export type FilesFailure =
  /** SECURITY: not inside a folder named synergycall, a symbolic link on the way, or no plain file. */
  | { readonly code: 'files.refused'; readonly path: string; readonly reason: 'outside' | 'symlink' | 'not-a-file' }
  /** Somebody changed, made or removed a file since we wrote it. */
  | { readonly code: 'files.drift'; readonly path: string; readonly found: 'changed' | 'foreign' | 'missing' }
  | {
      readonly code: 'files.no-space';
      readonly folder: string;
      readonly freeBytes: number;
      readonly neededBytes: number;
    }
  | { readonly code: 'files.io'; readonly path: string; readonly operation: string; readonly errno: string };
export type FilesResult<T> = Result<T, FilesFailure>;

/** What a file was before an apply; with it the apply can be undone by a process that knows nothing else. */
export interface FileBefore {
  readonly path: string;
  /** SHA-256 of the text; null: there was no file. */
  readonly oldHash: string | null;
  readonly newHash: string;
  /** Where the old text is kept (absolute), null if there was none. */
  readonly backup: string | null;
}

/** What an apply is, as far as its folder tells. */
export interface GenerationAbout {
  readonly generation: number;
  readonly job: string;
  readonly box: string;
  readonly tenant: { readonly id: string; readonly tag: string; readonly name: string } | null;
  readonly who: string;
  /** ISO 8601. */
  readonly when: string;
  readonly why: string | null;
}

/** `manifest.json` of a generation's folder. */
export interface GenerationManifest extends GenerationAbout {
  readonly version: 1;
  readonly files: readonly {
    readonly path: string;
    /** SHA-256 of `before/<path>`; null: there was no file. */
    readonly oldHash: string | null;
    /** SHA-256 of `after/<path>`. */
    readonly newHash: string;
    /** Owner and mode (octal), which the new text takes over; null: there was no file. */
    readonly was: { readonly mode: string; readonly uid: number; readonly gid: number } | null;
  }[];
}

export interface OwnedFiles {
  /** Asterisk's configuration folder, absolute: what `path`s are relative to. */
  readonly etc: string;
  /** Those whose text on disk differs from what is wanted (or which are absent). */
  changed(files: readonly OwnedFile[]): Promise<FilesResult<readonly OwnedFile[]>>;
  read(path: string): Promise<FilesResult<string | undefined>>;
  /** The files below a folder of ours, hidden ones left out, by path. */
  list(folder: string): Promise<FilesResult<readonly string[]>>;
  /**
   * ok only if each file is as we last wrote it (or as wanted, or absent and never written), or is exactly the text
   * that may be overwritten (`hash` of it; `''`: it was removed).
   */
  refuseDrift(
    files: readonly OwnedFile[],
    overwrite?: readonly { readonly path: string; readonly hash: string }[],
  ): Promise<FilesResult<void>>;
  /** SHA-256 of what we last wrote into the folders of ours that hold these paths, by path. */
  written(paths: readonly string[]): Promise<FilesResult<Readonly<Record<string, string>>>>;
  /** The text of a file that is there; drift if it isn't as we last wrote it. */
  readUnchanged(path: string): Promise<FilesResult<string>>;
  refuseFullDisk(neededBytes: number): Promise<FilesResult<void>>;
  /** Writes the new texts into the job's staging folder, as the shadow will read them. */
  stage(job: string, files: readonly OwnedFile[]): Promise<FilesResult<{ readonly folder: string }>>;
  /** Makes the generation's folder: manifest, the texts that are there now and the new ones. Whole or absent. */
  keepGeneration(about: GenerationAbout, files: readonly OwnedFile[]): Promise<FilesResult<readonly FileBefore[]>>;
  /** Of an apply that was refused before anything was touched. */
  discardGeneration(generation: number): Promise<FilesResult<void>>;
  generation(generation: number): Promise<FilesResult<GenerationManifest | undefined>>;
  /** Refuses a folder in which a file of these can't be replaced. */
  refuseUnwritable(files: readonly OwnedFile[]): Promise<FilesResult<void>>;
  /**
   * Temp file, fsync, rename, fsync of the folder; owner and mode kept. With `before`: only if what is there is still
   * the text that was backed up, else drift.
   */
  swap(file: OwnedFile, before?: FileBefore): Promise<FilesResult<void>>;
  /** The old text back, or the file removed if there was none. Can be repeated. Text that is neither old nor new is kept beside the back-up first. */
  restore(before: FileBefore): Promise<FilesResult<{ readonly keptForeign: string | null }>>;
  /** Remembers what was written, for the next look at drift. Null: removed. */
  remember(written: readonly { readonly path: string; readonly hash: string | null }[]): Promise<FilesResult<void>>;
  discardStaging(job: string): Promise<FilesResult<void>>;
  /** Removes the oldest generation folders of one tenant (its tag) or of `box` beyond `most`; those of `needed` jobs stay. */
  collectGenerations(wish: {
    readonly owner: string;
    readonly most: number;
    readonly needed: ReadonlySet<string>;
  }): Promise<FilesResult<void>>;
  /** Removes what dead jobs left, staging and half made generations: the first time only, before this process applies. */
  sweep(): Promise<FilesResult<void>>;
}

export interface FilesOptions {
  /** Asterisk's configuration folder. */
  readonly etc: string;
  /** The agent's own folder for staging and generations (0700). */
  readonly state: string;
  readonly ops?: FileOps;
}

/** The operations on the disk, one by one, so that a test can see their order or stop between them. */
export interface FileOps {
  read(path: string): Promise<string | undefined>;
  /** Makes and writes; must not exist. */
  write(path: string, text: string, mode: number): Promise<void>;
  fsync(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  fsyncFolder(path: string): Promise<void>;
  remove(path: string): Promise<void>;
  removeTree(path: string): Promise<void>;
  makeFolder(path: string, mode: number): Promise<void>;
  own(path: string, like: { readonly uid: number; readonly gid: number; readonly mode: number }): Promise<void>;
  stat(path: string): Promise<
    | {
        readonly kind: 'file' | 'folder' | 'symlink' | 'other';
        readonly uid: number;
        readonly gid: number;
        readonly mode: number;
      }
    | undefined
  >;
  freeBytes(path: string): Promise<number>;
  /** May this process make and remove files in the folder? */
  mayWrite(path: string): Promise<boolean>;
  /** Names in a folder; none if it is absent. */
  names(path: string): Promise<readonly string[]>;
}
