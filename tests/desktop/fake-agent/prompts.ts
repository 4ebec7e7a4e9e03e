import * as d from '@synergycall/domain';
import { z } from 'zod';
import { paged, refuse, type FakeProcedures } from './procedures.ts';
import { newId, type FakeState } from './state.ts';

interface FakePrompt {
  prompt: d.PromptView;
  sound: string;
}
const all = new WeakMap<FakeState, FakePrompt[]>();
/** Recorded announcements of this memory. */
export function fakePrompts(state: FakeState): FakePrompt[] {
  const made = all.get(state) ?? [];
  all.set(state, made);
  return made;
}

const playing = (state: FakeState, id: string) =>
  state.flows.filter(({ settings }) => d.promptsOf(settings).some((each) => each === id));

/** A WAV is kept as it came; anything else is no sound. */
export function promptRouter(state: FakeState, { router, q, m }: FakeProcedures) {
  const prompts = fakePrompts(state);
  const find = (id: string): FakePrompt =>
    prompts.find(({ prompt }) => prompt.id === id) ?? refuse({ code: 'prompt.not-found', id });
  const view = ({ prompt }: FakePrompt): d.PromptView => ({ ...prompt, references: playing(state, prompt.id).length });
  const check = ({ prompt }: FakePrompt, expected: number) => {
    if (prompt.revision !== expected)
      refuse({ code: 'revision.stale', entity: 'prompt', id: prompt.id, expected, actual: prompt.revision });
  };
  const record = (action: string, { prompt }: FakePrompt) =>
    state.record(action, { kind: 'prompt', id: prompt.id, name: prompt.name }, { tenantId: prompt.tenantId });
  return router({
    list: q(d.listPromptsInput, d.promptPage, (i) => {
      const wanted = (i.search ?? '').toLowerCase();
      const rows = prompts
        .filter(({ prompt }) => prompt.tenantId === i.tenantId && prompt.name.toLowerCase().includes(wanted))
        .toSorted((a, b) => a.prompt.name.localeCompare(b.prompt.name));
      return paged(rows.map(view), i);
    }),
    get: q(d.promptInput, d.promptView, (i) => view(find(i.id))),
    sound: q(d.promptInput, d.promptSound, (i) => ({ sound: find(i.id).sound })),
    references: q(d.promptInput, d.promptReferences, (i) => {
      const rows = playing(state, find(i.id).prompt.id).map(({ id, name }) => ({ flowId: id, name }));
      return { rows, total: rows.length };
    }),
    toRecord: q(d.toRecordInput, d.toRecordView, (i) => ({
      rows: state.flows.flatMap(({ id, tenantId, name, settings }) =>
        tenantId === i.tenantId && settings.kind === 'menu' && settings.promptId === null
          ? [{ flowId: id, name, text: settings.promptText }]
          : [],
      ),
    })),
    create: m(d.createPromptInput, d.promptView, (i) => {
      const bytes = Buffer.from(i.sound, 'base64');
      if (bytes.toString('latin1', 0, 4) !== 'RIFF') refuse({ code: 'prompt.not-a-sound', reason: 'unknown' });
      const made = promptOf(i.tenantId, i.name, bytes, { fileName: i.fileName });
      prompts.push(made);
      record('prompt.create', made);
      return view(made);
    }),
    update: m(d.updatePromptInput, d.promptView, (i) => {
      const of = find(i.id);
      check(of, i.revision);
      Object.assign(of.prompt, { name: i.name, revision: of.prompt.revision + 1 });
      record('prompt.update', of);
      return view(of);
    }),
    delete: m(d.deletePromptInput, z.object({}), (i) => {
      const of = find(i.id);
      check(of, i.revision);
      const uses = playing(state, i.id);
      const { playInstead } = i;
      if (uses.length > 0 && playInstead === undefined)
        refuse({
          code: 'prompt.in-use',
          name: of.prompt.name,
          by: uses.map(({ name }) => name),
          count: uses.length,
        });
      const to = playInstead === undefined || playInstead === 'none' ? null : find(playInstead).prompt.id;
      for (const flow of uses)
        Object.assign(flow, {
          settings: d.withPrompt(flow.settings, i.id, to),
          revision: flow.revision + 1,
          pending: flow.pending === 'new' ? 'new' : 'changed',
        });
      prompts.splice(prompts.indexOf(of), 1);
      record('prompt.delete', of);
      return {};
    }),
  });
}

const BYTES_A_SECOND = 16_000;
/** Of 8 kHz, mono, 16 bit. */
export const promptOf = (
  tenantId: d.TenantId,
  name: string,
  wav: Buffer,
  rest: Partial<d.PromptView> = {},
): FakePrompt => ({
  prompt: {
    id: newId<d.PromptId>(),
    tenantId,
    name,
    fileName: 'welcome.wav',
    seconds: (wav.length - 44) / BYTES_A_SECOND,
    bytes: wav.length,
    references: 0,
    revision: 1,
    createdAt: '2026-11-01T09:30:00.000Z',
    ...rest,
  },
  sound: wav.toString('base64'),
});
