import { checkDialplans, parseDialplan, type SetProblem } from '@synergycall/asterisk';
import type { Failure, ObjectKind } from '@synergycall/domain';
import type { JobOrder } from './ports.ts';
import { stepFailed } from './step-failure.ts';

export interface TextFile {
  readonly path: string;
  readonly text: string;
}
interface Among {
  readonly order: JobOrder;
  readonly files: readonly TextFile[];
}

interface Said {
  readonly object: string;
  readonly detail: string;
  readonly remedy: string;
  readonly place: { readonly file: string; readonly line: number | null };
  readonly target?: { readonly kind: ObjectKind; readonly id: string };
}

/**
 * Is a set of files, as Asterisk would read it, sound? `own`: those that this apply writes; what is wrong in another
 * one is somebody's else to repair.
 */
export function checkText(among: Among, own: readonly { readonly path: string }[]): Failure | undefined {
  const [problem] = checkDialplans(among.files);
  if (!problem) return undefined;
  const ours = own.some((file) => file.path === problem.file);
  return stepFailed('validating', {
    ...sayTextProblem(problem, among),
    ...(ours ? {} : { remedy: 'Repair or remove this file, then apply again.' }),
  });
}

/** A problem with its object, its place and what to do. */
export function sayTextProblem(problem: SetProblem, among: Among): Said {
  const { file, line, context, what } = problem;
  const where = line === null ? '' : `line ${line}: `;
  return {
    object: context && context !== what ? `${file} [${context}]` : file,
    detail: `${where}${problem.problem}${what === problem.problem ? '' : ` (${what})`}`,
    remedy: 'This is an error of SynergyCall: report it with this line. Nothing was changed.',
    place: { file, line },
    ...targetOf(among.order, context),
  };
}

/** Where a step (or a context) stands, and whose it is. */
export function ownersOf(
  { order, files }: Among,
  at: { readonly context: string; readonly extension?: string | undefined; readonly priority?: number | undefined },
): { readonly place?: Said['place']; readonly target?: { readonly kind: ObjectKind; readonly id: string } } {
  for (const { path, text } of files) {
    if (!text.includes(`[${at.context}]`)) continue;
    const places = parseDialplan(text).places.filter((place) => place.context === at.context);
    const exact = places.find((place) => place.extension === at.extension && place.priority === at.priority);
    const line = (exact ?? places[0])?.line ?? null;
    return { place: { file: path, line }, ...targetOf(order, at.context) };
  }
  return targetOf(order, at.context);
}

/** A context of a tenant ends with its tag; what is nobody's belongs to the box. */
function targetOf(order: JobOrder, context: string | null): { readonly target?: { kind: ObjectKind; id: string } } {
  if (context === null || !context.startsWith('sc-')) return {};
  const tag = /^sc-(?:t|in|off|no)-([0-9a-z]{4})$/.exec(context)?.[1];
  if (tag === undefined) return { target: { kind: 'box', id: order.boxId } };
  return order.tenant?.tag === tag ? { target: { kind: 'tenant', id: order.tenant.id } } : {};
}
