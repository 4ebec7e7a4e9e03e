import { flowSettings, type DestinationView, type FlowId, type FlowView, type UserId } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { drawnFrom, startsAmong, type Drawn } from './flow-graph.ts';

const flow = (
  id: string,
  kind: 'ring_group' | 'schedule',
  exits: FlowView['exits'],
  rest: Partial<FlowView> = {},
): FlowView => ({
  id: id as FlowId,
  tenantId: 't00000000000' as FlowView['tenantId'],
  name: id,
  extension: null,
  settings: flowSettings.parse(
    kind === 'ring_group' ? { kind, members: [] } : { kind, week: Array.from({ length: 7 }, () => []), holidays: [] },
  ),
  people: [],
  exits,
  override: null,
  references: 1,
  pending: 'none',
  revision: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  ...rest,
});
const to = (id: string): DestinationView => ({
  destination: { kind: 'flow', flowId: id as FlowId },
  name: id,
  detail: null,
});
const ann: DestinationView = { destination: { kind: 'user', userId: 'a' as UserId }, name: 'Ann', detail: '1001' };

/** "hours(open: sales(noanswer: Ann), closed: …)" */
const said = (drawn: Drawn): string => {
  switch (drawn.tag) {
    case 'flow':
      return `${drawn.flow.name}(${drawn.ways.map((way) => `${way.exit}: ${said(way.to)}`).join(', ')})`;
    case 'again':
      return `^${drawn.flow.name}`;
    case 'leaf':
      return drawn.target.name;
    case 'end':
      return '-';
  }
};
const map = (...flows: FlowView[]) => new Map(flows.map((each) => [each.id as string, each]));

test('every way on is drawn in its order, down to people and ends', () => {
  const flows = map(
    flow('hours', 'schedule', { open: to('sales'), closed: ann, holiday: null }),
    flow('sales', 'ring_group', { noanswer: ann }),
  );
  expect(said(drawnFrom(to('hours'), flows))).toBe('hours(open: sales(noanswer: Ann), closed: Ann, holiday: -)');
});

test('what several ways lead to is drawn once and named again', () => {
  const flows = map(
    flow('hours', 'schedule', { open: to('sales'), closed: to('night'), holiday: to('night') }),
    flow('sales', 'ring_group', { noanswer: to('night') }),
    flow('night', 'ring_group', { noanswer: null }),
  );
  expect(said(drawnFrom(to('hours'), flows))).toBe(
    'hours(open: sales(noanswer: night(noanswer: -)), closed: ^night, holiday: ^night)',
  );
});

test('a loop, which is never saved, and a flow that is not at hand end the picture', () => {
  const flows = map(flow('a', 'ring_group', { noanswer: to('b') }), flow('b', 'ring_group', { noanswer: to('a') }));
  expect(said(drawnFrom(to('a'), flows))).toBe('a(noanswer: b(noanswer: ^a))');
  expect(said(drawnFrom(to('gone'), flows))).toBe('gone');
});

test('calls come in where nothing leads to, and at extensions', () =>
  expect(
    startsAmong([
      flow('b', 'schedule', {}, { references: 0 }),
      flow('c', 'ring_group', {}),
      flow('a', 'ring_group', {}, { extension: 1500 as FlowView['extension'] }),
    ]).map(({ name }) => name),
  ).toEqual(['a', 'b']));

test('of a menu those keys are drawn that lead somewhere, also back, and what silence and wrong keys do', () => {
  const main = flow(
    'main',
    'ring_group',
    {},
    {
      settings: flowSettings.parse({ kind: 'menu' }),
      exits: { key1: ann, key2: null, keystar: to('main'), timeout: to('box'), invalid: null },
    },
  );
  const box = flow('box', 'ring_group', {}, { settings: flowSettings.parse({ kind: 'mailbox' }) });
  expect(said(drawnFrom(to('main'), map(main, box)))).toBe(
    'main(key1: Ann, keystar: ^main, timeout: box(), invalid: -)',
  );
});
