import { EXITS, type Destination, type FlowExit, type FlowSettings, type FlowView } from '@synergycall/domain';
import type { Schema } from '@synergycall/ui';

/** What the form holds of a call flow. An emptied number field of the settings is NaN. */
export interface FlowValues {
  name: string;
  extension: number | string;
  settings: FlowSettings;
  exits: FlowView['exits'];
}

export const valuesOf = ({ name, extension, settings, exits }: FlowView): FlowValues => ({
  name,
  extension: extension ?? '',
  settings,
  exits,
});
export const newValues = (settings: FlowSettings): FlowValues => ({ name: '', extension: '', settings, exits: {} });

/** What the agent takes of it. */
export const writtenIn = ({ name, extension, settings, exits }: FlowValues) => ({
  name: name.trim(),
  extension: extension === '' ? null : Number(extension),
  settings: tidied(settings),
  exits: destinationsOf(settings, exits),
});

/** Names without outer blanks: nobody means those. A key that is called nothing has no label. */
function tidied(settings: FlowSettings): FlowSettings {
  switch (settings.kind) {
    case 'schedule':
      return { ...settings, holidays: settings.holidays.map((one) => ({ ...one, name: one.name.trim() })) };
    case 'menu': {
      const labels = Object.entries(settings.labels).map(([key, label]) => [key, (label ?? '').trim()] as const);
      return {
        ...settings,
        promptText: settings.promptText.trim(),
        labels: Object.fromEntries(labels.filter(([, label]) => label !== '')),
      };
    }
    case 'ring_group':
    case 'mailbox':
    case 'queue':
      return settings;
  }
}

function destinationsOf(
  { kind }: FlowSettings,
  exits: FlowView['exits'],
): Partial<Record<FlowExit, Destination | null>> {
  return Object.fromEntries(EXITS[kind].map((exit) => [exit, exits[exit]?.destination ?? null]));
}

/** Only what differs, so that what others change meanwhile stays. */
export function changesOf(flow: FlowView, values: FlowValues): Partial<ReturnType<typeof writtenIn>> {
  const was: Readonly<Record<string, unknown>> = writtenIn(valuesOf(flow));
  const differs = Object.entries(writtenIn(values)).filter(
    ([field, to]) => JSON.stringify(was[field]) !== JSON.stringify(to),
  );
  return Object.fromEntries(differs);
}

/**
 * The problems of a list's elements under the elements' own paths (`settings.week.0`): they have fields of their own, and
 * nobody reads them out of a list.
 */
export const byPart = (schema: Schema): Schema => ({
  safeParse: (value) => {
    const parsed = schema.safeParse(value);
    const issues = parsed.error?.issues.map((issue) => ({ ...issue, path: issue.path.map(String) }));
    return { success: parsed.success, ...(issues === undefined ? {} : { error: { issues } }) };
  },
});
