import type { JobView } from '@synergycall/domain';
import type { FileBefore } from '../../platform/files/index.ts';
import type { Owner } from '../../platform/journal/index.ts';
import type { DeviceRows, QueueRow, QueueRowName } from '../../platform/realtime/index.ts';
import type { ApplyFailure, ApplyState, Phase } from './machine.ts';
import type { JobOrder } from './ports.ts';
import { isTrunkFile } from './trunk-files.ts';

/**
 * One line of an apply's journal: an intent, on disk before its effect. Together they hold all that an undo needs
 * without PostgreSQL. SECURITY: before-images carry SIP digests.
 */
export type ApplyRecord =
  | {
      readonly kind: 'begin';
      readonly order: JobOrder;
      readonly from: number | null;
      readonly to: number;
      readonly owner: Owner;
      readonly job: JobView;
    }
  | { readonly kind: 'files'; readonly files: readonly FileBefore[] }
  | { readonly kind: 'rows'; readonly changed: readonly DeviceRows[]; readonly added: readonly string[] }
  /** Credentials of trunks, by name alone: those to be added, and those that the new files no longer name. */
  | { readonly kind: 'auths'; readonly added: readonly string[]; readonly unused: readonly string[] }
  /** Mailboxes by name: those to be added, and those that the new generation no longer has. */
  | { readonly kind: 'mailboxes'; readonly added: readonly string[]; readonly unused: readonly string[] }
  /** Of queues, their agents and their music: rows to be changed as they were, those to be added, those of no use any more. */
  | {
      readonly kind: 'queues';
      readonly changed: readonly QueueRow[];
      readonly added: readonly QueueRowName[];
      readonly unused: readonly QueueRowName[];
    }
  | { readonly kind: 'keys' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'reload' }
  | { readonly kind: 'flip' }
  | { readonly kind: 'committed'; readonly at: number; readonly remove: readonly string[]; readonly job: JobView }
  | { readonly kind: 'undo'; readonly during: Phase; readonly because: ApplyFailure }
  /** It is over as far as Asterisk is concerned; PostgreSQL has still to hear this. */
  | { readonly kind: 'outcome'; readonly job: JobView };

type OfKind<K extends ApplyRecord['kind']> = Extract<ApplyRecord, { kind: K }>;

/** The journal of one job, read. */
export interface Told {
  readonly begin: OfKind<'begin'>;
  readonly rows: OfKind<'rows'> | undefined;
  readonly keys: boolean;
  /** Files whose swap may have begun. */
  readonly files: readonly FileBefore[];
  /** Of the dialplan. */
  readonly reloadNeeded: boolean;
  readonly auths: OfKind<'auths'> | undefined;
  readonly mailboxes: OfKind<'mailboxes'> | undefined;
  readonly queues: OfKind<'queues'> | undefined;
  readonly trunkReloadNeeded: boolean;
  readonly flip: boolean;
  readonly committed: OfKind<'committed'> | undefined;
  readonly undo: OfKind<'undo'> | undefined;
  readonly outcome: OfKind<'outcome'> | undefined;
  readonly state: ApplyState;
}

/** undefined: the journal never got as far as its first record, so nothing was begun. */
export function tell(records: readonly ApplyRecord[]): Told | undefined {
  const last = <K extends ApplyRecord['kind']>(kind: K) =>
    records.findLast((record): record is OfKind<K> => record.kind === kind);
  const begin = last('begin');
  if (!begin) return undefined;
  const started = new Set(records.flatMap((record) => (record.kind === 'file' ? [record.path] : [])));
  const files = (last('files')?.files ?? []).filter((file) => started.has(file.path));
  const told = {
    begin,
    rows: last('rows'),
    keys: last('keys') !== undefined,
    files,
    auths: last('auths'),
    mailboxes: last('mailboxes'),
    queues: last('queues'),
    reloadNeeded: files.some((file) => !isTrunkFile(file)),
    trunkReloadNeeded: files.some(isTrunkFile),
    flip: last('flip') !== undefined,
  };
  const undo = last('undo');
  const committed = last('committed');
  // An undo after `committed`: its fsync was doubtful, so it was undone.
  const stands = committed && (!undo || records.indexOf(committed) > records.indexOf(undo)) ? committed : undefined;
  const ends = { committed: stands, undo, outcome: last('outcome') };
  return { ...told, ...ends, state: stateOf({ ...told, ...ends }) };
}

function stateOf(told: Omit<Told, 'state'>): ApplyState {
  if (told.committed) return { tag: 'cleaningUp' };
  if (told.undo) return { tag: 'rollingBack', during: told.undo.during, because: told.undo.because };
  if (told.flip) return { tag: 'flipping' };
  if (told.rows || told.mailboxes || told.queues || told.auths) return { tag: 'writing' };
  if (told.keys || told.files.length > 0) return { tag: 'writing' };
  return { tag: 'backingUp' };
}
