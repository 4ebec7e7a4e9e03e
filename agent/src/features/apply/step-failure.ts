import type { Failure, JobError, ModelProblem, ObjectKind } from '@synergycall/domain';
import type { FilesFailure } from '../../platform/files/index.ts';
import { STEP_OF, type Phase } from './machine.ts';
import type { PortFailure } from './ports.ts';

/** The failure of one step, naming object and remedy. */
export const stepFailed = (
  phase: Phase,
  what: {
    readonly object: string;
    readonly detail: string;
    readonly remedy?: string;
    readonly target?: { readonly kind: ObjectKind; readonly id: string } | undefined;
    readonly place?: { readonly file: string; readonly line: number | null } | undefined;
  },
): Failure => ({
  code: 'apply.step-failed',
  step: STEP_OF[phase],
  object: what.object,
  detail: what.detail,
  remedy: what.remedy ?? 'Apply again; if it stays, look into the agent’s log and into Asterisk’s.',
  ...(what.target ? { target: what.target } : {}),
  ...(what.place ? { place: what.place } : {}),
});

/** A store that could not be reached is named as such; the rest is the step's failure. */
export function portFailed(
  phase: Phase,
  object: 'Asterisk' | 'realtime' | 'announcements' | `sc/did/${string}`,
  error: PortFailure,
): Failure {
  if (error.kind === 'refused') return stepFailed(phase, { object, detail: error.detail });
  return object === 'realtime'
    ? { code: 'realtime.down', detail: error.detail }
    : { code: 'apply.asterisk-unreachable', detail: error.detail };
}

/** What the disk said, with the way out. */
export function filesFailed(phase: Phase, error: FilesFailure): Failure {
  switch (error.code) {
    case 'files.drift':
      return { code: 'apply.drift', names: [error.path] };
    case 'files.no-space':
      return stepFailed(phase, {
        object: error.folder,
        detail: `${error.freeBytes} bytes free, ${error.neededBytes} needed`,
        remedy: 'Make room on this disk, then apply again.',
      });
    case 'files.refused':
      return stepFailed(phase, {
        object: error.path,
        detail: error.reason,
        remedy: 'Folders named synergycall hold plain files and folders only: remove what stands in the way.',
      });
    case 'files.io':
      return stepFailed(phase, {
        object: error.path,
        detail: `${error.operation}: ${error.errno}`,
        remedy:
          error.errno === 'ENOSPC'
            ? 'Make room on this disk, then apply again.'
            : 'Let the agent’s user write there, then apply again.',
      });
  }
}

/** What forbids a model, said of the first object it names; the others are in the detail. */
export function modelErrorOf(
  problems: readonly ModelProblem[],
): Pick<JobError, 'object' | 'detail'> & Pick<Partial<JobError>, 'target'> {
  const [first] = problems;
  return {
    object: first ? nameIn(first) : null,
    detail: problems.map(sayProblem).join('; '),
    ...(first?.target ? { target: first.target } : {}),
  };
}

function nameIn(problem: ModelProblem): string | null {
  if ('user' in problem) return problem.user;
  if ('device' in problem) return problem.device;
  if ('policy' in problem) return problem.policy;
  if ('users' in problem) return problem.users[0] ?? null;
  if ('devices' in problem) return problem.devices[0] ?? null;
  if ('flow' in problem) return problem.flow;
  if ('flows' in problem) return problem.flows[0] ?? null;
  return 'prefix' in problem ? problem.prefix : problem.number;
}

/** Names and numbers of the problem, in the order of its fields. */
function sayProblem({ target: _target, ...problem }: ModelProblem): string {
  return Object.entries(problem)
    .map(([key, value]) => (key === 'problem' ? String(value) : `${key} ${String(value)}`))
    .join(', ');
}
