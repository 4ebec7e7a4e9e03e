import { compareDialplan, parseDialplan, type Context, type LoadedLine } from '@synergycall/asterisk';
import { cannot, difference, type DriftObject, type Found } from './drift.ts';

export interface DialplanLook {
  /** As applies write them. */
  readonly meant: readonly string[];
  /** As they stand on the disk. */
  readonly disk: readonly string[];
  readonly loaded: readonly LoadedLine[];
  /** The contexts that are looked at. */
  readonly ours: (context: string) => boolean;
  readonly object: DriftObject;
}

/**
 * Compares what Asterisk has loaded with what was applied. A context that is loaded as the edited file has it is told
 * by that file's difference already. Pure.
 */
export function lookAtDialplan({ meant, disk, loaded, ours, object }: DialplanLook): Found[] {
  const wanted = contextsOf(meant);
  const onDisk = contextsOf(disk);
  const there = loaded.filter((line) => ours(line.context));
  const names = new Set(
    compareDialplan({ contexts: wanted.filter(({ name }) => ours(name)) }, there, ours).map(({ context }) => context),
  );
  return [...names].flatMap((name): Found[] => {
    const lines = there.filter((line) => line.context === name);
    const isAsOnDisk =
      compareDialplan({ contexts: onDisk.filter((one) => one.name === name) }, lines, () => true).length === 0;
    if (isAsOnDisk) return [];
    const want = wanted.filter((one) => one.name === name);
    return [
      {
        item: difference({
          store: 'dialplan',
          name,
          object,
          meant: want.length === 0 ? null : sayContexts(want),
          live: lines.length === 0 ? null : sayLoaded(name, lines),
          adopt: cannot('memory-only'),
        }),
      },
    ];
  });
}

const contextsOf = (texts: readonly string[]): readonly Context[] =>
  texts.flatMap((text) => parseDialplan(text).contexts);

const sayStep = (number: number | string, step: { label?: string; application: string; data: string }): string =>
  `${number}${step.label === undefined ? '' : `(${step.label})`},${step.application}(${step.data})`;

const sayContexts = (contexts: readonly Context[]): string =>
  [
    ...contexts.slice(0, 1).map(({ name }) => `[${name}]`),
    ...contexts.flatMap(({ includes }) => includes.map((name) => `include => ${name}`)),
    ...contexts.flatMap(({ extensions }) =>
      extensions.flatMap(({ match, steps }) =>
        steps.map((step, index) => `exten => ${match},${sayStep(index + 1, step)}`),
      ),
    ),
    ...contexts.flatMap(({ hints = [] }) => hints.map(({ match, state }) => `exten => ${match},hint,${state}`)),
  ].join('\n');

function sayLoaded(name: string, lines: readonly LoadedLine[]): string {
  return [
    `[${name}]`,
    ...lines.flatMap(({ includeContext }) => (includeContext === undefined ? [] : [`include => ${includeContext}`])),
    ...lines.flatMap(({ extension, priority, label, application, appData }) =>
      extension === undefined
        ? []
        : priority === 'hint'
          ? [`exten => ${extension},hint,${application ?? ''}`]
          : [
              `exten => ${extension},${sayStep(priority ?? '?', {
                ...(label ? { label } : {}),
                application: application ?? '',
                data: appData ?? '',
              })}`,
            ],
    ),
  ].join('\n');
}
