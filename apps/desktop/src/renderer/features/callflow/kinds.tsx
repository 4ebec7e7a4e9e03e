import { flowSettings, type FlowKind, type FlowView } from '@synergycall/domain';
import { IconClockHour4, IconDialpad, IconHeadset, IconMessage, IconRoute, IconUsers } from '@tabler/icons-react';
import { GroupFacts, groupAbout } from './group-facts.tsx';
import { GroupFields } from './group-fields.tsx';
import { HoursFacts } from './hours-facts.tsx';
import { HoursFields } from './hours-fields.tsx';
import { HoursNowPanel, HoursStanding } from './hours-standing.tsx';
import { weekText } from './hours-words.ts';
import type { Kind, SettingsOf } from './kind.ts';

const WORKING_DAY = [{ from: '09:00', to: '17:00' }];

/** A kind of call flow is one entry here. Kinds without one are drawn, named and led on all the same, and not edited. */
const KINDS: { readonly [K in FlowKind]?: Kind<K> } = {
  ring_group: {
    Icon: IconUsers,
    words: 'group',
    hasExtension: true,
    size: 520,
    fresh: () => settingsOf('ring_group', { members: [] }),
    Fields: GroupFields,
    Facts: GroupFacts,
    about: groupAbout,
  },
  schedule: {
    Icon: IconClockHour4,
    words: 'hours',
    hasExtension: false,
    size: 620,
    fresh: () =>
      settingsOf('schedule', {
        week: Array.from({ length: 7 }, (_, day) => (day < 5 ? WORKING_DAY : [])),
        holidays: [],
      }),
    Fields: HoursFields,
    Facts: HoursFacts,
    about: (_flow, { week }) => weekText(week),
    State: HoursStanding,
    Now: HoursNowPanel,
  },
};

const settingsOf = <K extends FlowKind>(kind: K, settings: object): SettingsOf<K> =>
  flowSettings.parse({ kind, ...settings }) as SettingsOf<K>;

export const kindOf = <K extends FlowKind>(kind: K): Kind<K> | undefined => KINDS[kind];

/** Of kinds that have no page yet. */
const SIGNS: { readonly [K in FlowKind]?: typeof IconRoute } = {
  mailbox: IconMessage,
  menu: IconDialpad,
  queue: IconHeadset,
};

/** Its sign, with or without an entry. */
export function KindIcon({ kind, size = 16 }: { kind: FlowKind | undefined; size?: number }) {
  const Icon = (kind === undefined ? undefined : (KINDS[kind]?.Icon ?? SIGNS[kind])) ?? IconRoute;
  return <Icon size={size} stroke={1.6} aria-hidden />;
}

/** What a flow does, in one line; '': nothing is known of its kind. */
export function aboutOf(flow: FlowView): string {
  const { settings } = flow;
  return kindOf<FlowKind>(settings.kind)?.about(flow, settings) ?? '';
}
