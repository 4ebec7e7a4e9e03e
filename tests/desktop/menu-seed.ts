import {
  flowSettings,
  type DestinationView,
  type Extension,
  type FlowId,
  type FlowView,
  type TenantView,
} from '@synergycall/domain';
import { toneWav } from '../lab/phones/tone.ts';
import { flowOf } from './fake-agent/flows.ts';
import { fakePrompts, promptOf } from './fake-agent/prompts.ts';
import { newId, type FakeState } from './fake-agent/state.ts';

/** Menus with a sub-menu and back, one whose announcement is only text, a mailbox, recordings; for people that are there. */
export function seedMenus(state: FakeState, tenant: TenantView) {
  const people = state.users.filter((user) => user.tenantId === tenant.id);
  const [first, second, third] = people;
  if (!first || !second || !third) throw new Error('three people are needed');
  const welcome = promptOf(tenant.id, 'Welcome', toneWav(700, 2));
  const closed = promptOf(
    tenant.id,
    'We are closed over the holidays, please call again in the new year',
    toneWav(500, 1),
    {
      fileName: 'closed-over-the-holidays-2026-final-version.mp3',
    },
  );
  fakePrompts(state).push(welcome, closed);
  const person = (of: typeof first): DestinationView => ({
    destination: { kind: 'user', userId: of.id },
    name: of.name,
    detail: of.extension === null ? null : String(of.extension),
  });
  const to = ({ id, name, extension, settings }: FlowView): DestinationView => ({
    destination: { kind: 'flow', flowId: id },
    name,
    detail: extension === null ? null : String(extension),
    flowKind: settings.kind,
  });
  const flow = (name: string, settings: object, rest: Partial<FlowView> = {}): FlowView =>
    flowOf(tenant.id, name, { id: newId<FlowId>(), settings: flowSettings.parse(settings), exits: {}, ...rest });
  const box = flow(
    'Support messages',
    { kind: 'mailbox', email: 'support@acme.example', listeners: [first.id, third.id] },
    {
      extension: 1700 as Extension,
      people: [first, third].map(({ id, name, extension }) => ({ userId: id, name, extension })),
    },
  );
  const languages = flow('Languages', {
    kind: 'menu',
    promptText: 'For English press 1. Für Deutsch drücken Sie die 2.',
    labels: { '1': 'English', '2': 'Deutsch' },
  });
  const main = flow(
    'Main menu',
    {
      kind: 'menu',
      promptId: welcome.prompt.id,
      promptText: 'Welcome to Acme. For sales press 1, for messages press 2, for other languages press 9.',
      labels: { '1': 'Sales', '2': 'Leave a message for the support of the eastern region', '*': 'Again' },
      dialling: true,
    },
    { extension: 1600 as Extension },
  );
  languages.exits = { key1: person(second), key2: person(third), keystar: to(main), timeout: null, invalid: null };
  main.exits = {
    key1: person(first),
    key2: to(box),
    key9: to(languages),
    keystar: to(main),
    timeout: to(box),
    invalid: null,
  };
  const agents = people.slice(0, 4);
  const queue = flow(
    'Support',
    {
      kind: 'queue',
      strategy: 'longest-idle',
      members: agents.map(({ id }, n) => ({ userId: id, penalty: n > 1 ? 1 : 0, mayLogOut: n !== 0 })),
      restSeconds: 15,
      musicPromptId: closed.prompt.id,
      promptId: welcome.prompt.id,
      sayPosition: true,
      callerIdPrefix: 'Support',
    },
    {
      extension: 1800 as Extension,
      people: agents.map(({ id, name, extension }) => ({ userId: id, name, extension })),
      exits: { timeout: to(box), full: to(box), empty: null },
    },
  );
  state.flows.push(box, languages, main, queue);
  return { box, languages, main, queue, welcome, closed, people };
}
