import type { FlowView, PromptId, TenantId, UserId } from '@synergycall/domain';
import type { TRPCError } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { wavOf } from '../../platform/sound/index.ts';
import { failureOf } from '../../rpc/index.ts';
import { switchboard } from '../user/caller.fake.ts';
import { office, type Office } from '../user/office.fake.ts';

let server: LabPostgres;
let agent: Office;
let board: ReturnType<typeof switchboard>;
let acme: TenantId;
let zoo: TenantId;
let ann: UserId;
let zoe: UserId;
beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
  board = switchboard(agent);
  const [one, two] = [await agent.tenant({ name: 'Acme' }), await agent.tenant({ name: 'Zoo' })];
  [acme, zoo] = [one.tenant.id, two.tenant.id];
  ann = (await agent.user(one.scope, { name: 'Ann Lee' })).user.id;
  zoe = (await agent.user(two.scope, { name: 'Zoë' })).user.id;
});
afterAll(async () => {
  board?.close();
  await agent?.close();
  await server?.release();
});

const adminOf = (tenantId: TenantId) => board.as({ role: 'tenant_admin', tenantId, userId: null });
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: TRPCError) => failureOf(error.cause),
  );
/** A second of a tone at 16 kHz. */
const sound = wavOf({
  rate: 16_000,
  values: Float32Array.from({ length: 16_000 }, (_, n) => 0.3 * Math.sin(n / 4)),
}).toString('base64');
const upload = (name: string, tenantId = acme, file = sound) =>
  adminOf(tenantId).prompt.create({ tenantId, name, fileName: 'welcome.wav', sound: file });
type Wish = Partial<Parameters<ReturnType<typeof adminOf>['flow']['create']>[0]> & { promptId?: PromptId | null };
const menu = (name: string, { promptId = null, ...wish }: Wish = {}, tenantId = acme): Promise<FlowView> =>
  adminOf(tenantId).flow.create({ tenantId, name, settings: { kind: 'menu', promptId }, ...wish });
const toUser = (userId: UserId) => ({ kind: 'user' as const, userId });
const toFlow = ({ id }: FlowView) => ({ kind: 'flow' as const, flowId: id });

describe('an announcement', () => {
  test('is uploaded, kept as it is played, renamed, and heard again', async () => {
    const made = await upload('Welcome');
    expect(made).toMatchObject({ name: 'Welcome', fileName: 'welcome.wav', seconds: 1, references: 0, revision: 1 });
    expect(made.bytes).toBe(44 + 16_000);
    const heard = Buffer.from((await adminOf(acme).prompt.sound({ tenantId: acme, id: made.id })).sound, 'base64');
    expect([heard.toString('latin1', 0, 4), heard.readUInt32LE(24), heard.length]).toEqual(['RIFF', 8_000, made.bytes]);
    const renamed = await adminOf(acme).prompt.update({ tenantId: acme, id: made.id, revision: 1, name: 'Hello' });
    expect(renamed).toMatchObject({ name: 'Hello', revision: 2 });
    expect(
      await refusal(adminOf(acme).prompt.update({ tenantId: acme, id: made.id, revision: 1, name: 'X' })),
    ).toMatchObject({ code: 'revision.stale' });
    const listed = await adminOf(acme).prompt.list({ tenantId: acme, search: 'hel' });
    expect(listed).toMatchObject({ rows: [renamed], total: 1, nextCursor: null });
  });
  test('that is no sound is refused, whatever it calls itself', async () => {
    const text = Buffer.from('#!/bin/sh\nid\n').toString('base64');
    expect(await refusal(upload('Script', acme, text))).toEqual({ code: 'prompt.not-a-sound', reason: 'unknown' });
  });
  test('can’t go while a menu plays it, and is named with it', async () => {
    const { id } = await upload('Played');
    const shop = await menu('Shop', { promptId: id });
    const remove = () => adminOf(acme).prompt.delete({ tenantId: acme, id, revision: 1 });
    expect(await refusal(remove())).toEqual({ code: 'prompt.in-use', name: 'Played', by: ['Shop'], count: 1 });
    expect(await adminOf(acme).prompt.references({ tenantId: acme, id })).toEqual({
      rows: [{ flowId: shop.id, name: 'Shop' }],
      total: 1,
    });
    await adminOf(acme).flow.update({
      tenantId: acme,
      id: shop.id,
      revision: shop.revision,
      settings: { kind: 'menu', promptId: null, promptText: 'Press 1 for shoes.' },
    });
    expect(await refusal(remove())).toBe('done');
    expect(await refusal(adminOf(acme).prompt.get({ tenantId: acme, id }))).toMatchObject({ code: 'prompt.not-found' });
    expect(await refusal(menu('Late', { promptId: id }))).toEqual({ code: 'prompt.not-found', id });
    expect((await adminOf(acme).prompt.toRecord({ tenantId: acme })).rows).toContainEqual({
      flowId: shop.id,
      name: 'Shop',
      text: 'Press 1 for shoes.',
    });
  });
  test('that is played goes once it is said what is heard instead: another one, or a general one', async () => {
    const [old, other] = [await upload('Old'), await upload('Other')];
    const shop = await menu('Boutique', { promptId: old.id });
    const queue = await adminOf(acme).flow.create({
      tenantId: acme,
      name: 'Waiting',
      settings: { kind: 'queue', musicPromptId: old.id, promptId: other.id, repeatPromptId: old.id },
    });
    const remove = ({ id }: { id: PromptId }, playInstead: PromptId | 'none') =>
      adminOf(acme).prompt.delete({ tenantId: acme, id, revision: 1, playInstead });
    const flow = ({ id }: FlowView) => adminOf(acme).flow.get({ tenantId: acme, id });
    const now = async (of: FlowView) => (await flow(of)).settings;
    // Nothing happens where it can't be that.
    expect(await refusal(remove(old, old.id))).toEqual({ code: 'prompt.not-found', id: old.id });
    const theirs = await upload('Not yours', zoo);
    expect(await refusal(remove(old, theirs.id))).toEqual({ code: 'prompt.not-found', id: theirs.id });
    expect(await now(shop)).toMatchObject({ promptId: old.id });
    await remove(old, other.id);
    expect(await now(shop)).toMatchObject({ promptId: other.id });
    expect(await now(queue)).toMatchObject({ musicPromptId: other.id, promptId: other.id, repeatPromptId: other.id });
    // Whoever had looked at it before is told that it changed.
    expect((await flow(shop)).revision).toBe(shop.revision + 1);
    await remove(other, 'none');
    expect(await now(shop)).toMatchObject({ promptId: null });
    expect(await now(queue)).toMatchObject({ musicPromptId: null, promptId: null, repeatPromptId: null });
  });
  test('of another company is nobody’s', async () => {
    const { id } = await upload('Theirs', zoo);
    expect(await refusal(adminOf(acme).prompt.sound({ tenantId: acme, id }))).toEqual({ code: 'prompt.not-found', id });
    expect(await refusal(menu('Thief', { promptId: id }))).toEqual({ code: 'prompt.not-found', id });
    expect(await refusal(adminOf(acme).prompt.delete({ tenantId: acme, id, revision: 1 }))).toEqual({
      code: 'prompt.not-found',
      id,
    });
  });
});

describe('a menu', () => {
  test('has a way on for each key, silence and wrong keys, and an extension', async () => {
    const made = await menu('Main', {
      extension: 1500 as never,
      settings: { kind: 'menu', waitSeconds: 7, tries: 2, dialling: true, labels: { '1': 'Sales' } },
      exits: { key1: toUser(ann), keyhash: { kind: 'external', number: '+493012345678' as never }, timeout: null },
    });
    expect(made).toMatchObject({
      extension: 1500,
      settings: { kind: 'menu', promptId: null, waitSeconds: 7, tries: 2, dialling: true, labels: { '1': 'Sales' } },
      exits: {
        key1: { name: 'Ann Lee' },
        keyhash: { name: '+493012345678' },
        key2: null,
        timeout: null,
        invalid: null,
      },
      people: [],
    });
    expect(await refusal(menu('Other', { extension: 1500 as never }))).toMatchObject({
      code: 'extension.taken',
      byKind: 'ivr',
      byName: 'Main',
    });
    expect(await adminOf(acme).flow.list({ tenantId: acme, kind: 'menu', search: 'main' })).toMatchObject({
      rows: [{ id: made.id }],
      total: 1,
    });
  });
  test('may lead to a sub-menu and back by keys, and not round by itself', async () => {
    const main = await menu('Front');
    const sub = await menu('Back', { exits: { key0: toFlow(main) } });
    const lead = (exits: object) =>
      adminOf(acme)
        .flow.get({ tenantId: acme, id: main.id })
        .then(({ revision }) => adminOf(acme).flow.update({ tenantId: acme, id: main.id, revision, exits }));
    expect(await refusal(lead({ key1: toFlow(sub) }))).toBe('done');
    expect(await refusal(lead({ timeout: toFlow(sub) }))).toBe('done');
    expect(
      await refusal(
        adminOf(acme).flow.update({
          tenantId: acme,
          id: sub.id,
          revision: sub.revision,
          exits: { invalid: toFlow(main) },
        }),
      ),
    ).toMatchObject({ code: 'flow.loop', names: expect.arrayContaining(['Front', 'Back']) });
  });
  test('names no stranger, and takes no exit of another kind', async () => {
    expect(await refusal(menu('Bad', { exits: { key1: toUser(zoe) } }))).toMatchObject({
      code: 'destination.not-found',
    });
    expect(await refusal(menu('Bad', { exits: { open: toUser(ann) } }))).toMatchObject({ code: 'input.invalid' });
  });
  test('is deleted once it is said where its callers go', async () => {
    const sub = await menu('Gone');
    const main = await menu('Stays', { exits: { key1: toFlow(sub), key2: toFlow(sub) } });
    const remove = (leadTo?: ReturnType<typeof toUser>) =>
      adminOf(acme).flow.delete({ tenantId: acme, id: sub.id, revision: 1, ...(leadTo && { leadTo }) });
    expect(await refusal(remove())).toMatchObject({ code: 'destination.in-use', by: ['Stays', 'Stays'], count: 2 });
    expect(await refusal(remove(toUser(ann)))).toBe('done');
    expect(await adminOf(acme).flow.get({ tenantId: acme, id: main.id })).toMatchObject({
      exits: { key1: { name: 'Ann Lee' }, key2: { name: 'Ann Lee' } },
    });
  });
});
