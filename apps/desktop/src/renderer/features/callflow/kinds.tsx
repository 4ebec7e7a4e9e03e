import { flowSettings, type FlowKind, type FlowView } from '@synergycall/domain';
import { GroupFacts, groupAbout } from './group-facts.tsx';
import { GroupFields } from './group-fields.tsx';
import { HoursFacts } from './hours-facts.tsx';
import { HoursFields } from './hours-fields.tsx';
import { HoursNowPanel, HoursStanding } from './hours-standing.tsx';
import { weekText } from './hours-words.ts';
import type { Kind, SettingsOf } from './kind.ts';
import { MailboxFacts, mailboxAbout } from './mailbox-facts.tsx';
import { MailboxFields } from './mailbox-fields.tsx';
import { MenuFacts, menuAbout } from './menu-facts.tsx';
import { MenuFields } from './menu-fields.tsx';
import { MenuKeys } from './menu-keys.tsx';
import { QueueFacts, queueAbout } from './queue-facts.tsx';
import { QueueFields } from './queue-fields.tsx';
import { QueueNow } from './queue-now.tsx';

const WORKING_DAY = [{ from: '09:00', to: '17:00' }];

/** A kind of call flow is one entry here. */
const KINDS: { readonly [K in FlowKind]: Kind<K> } = {
  ring_group: {
    words: 'group',
    hasExtension: true,
    size: 520,
    fresh: () => settingsOf('ring_group', { members: [] }),
    Fields: GroupFields,
    Facts: GroupFacts,
    about: groupAbout,
  },
  schedule: {
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
  menu: {
    words: 'menu',
    hasExtension: true,
    size: 620,
    fresh: () => settingsOf('menu', {}),
    Fields: MenuFields,
    Exits: MenuKeys,
    Facts: MenuFacts,
    about: menuAbout,
  },
  mailbox: {
    words: 'mailbox',
    hasExtension: true,
    size: 520,
    fresh: () => settingsOf('mailbox', {}),
    Fields: MailboxFields,
    Facts: MailboxFacts,
    about: mailboxAbout,
  },
  queue: {
    words: 'queue',
    hasExtension: true,
    size: 640,
    fresh: () => settingsOf('queue', {}),
    Fields: QueueFields,
    Facts: QueueFacts,
    about: queueAbout,
    Now: QueueNow,
  },
};

const settingsOf = <K extends FlowKind>(kind: K, settings: object): SettingsOf<K> =>
  flowSettings.parse({ kind, ...settings }) as SettingsOf<K>;

export const kindOf = <K extends FlowKind>(kind: K): Kind<K> => KINDS[kind];

/** What a flow does, in one line. */
export function aboutOf(flow: FlowView): string {
  const { settings } = flow;
  return kindOf<FlowKind>(settings.kind).about(flow, settings);
}
