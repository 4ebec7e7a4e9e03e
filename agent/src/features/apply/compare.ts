import {
  compilePlan,
  diffSnapshots,
  entryContext,
  type BoxSnapshot,
  type JobId,
  type ObjectChange,
  type TenantSnapshot,
  type TrunkNames,
  type textChange,
} from '@synergycall/domain';
import type { z } from 'zod';
import { deviceRows } from '../device/index.ts';
import { renderTenantFile } from '../tenant/index.ts';
import { astdbKeys } from '../user/index.ts';
import { DIALPLAN_FOLDER } from './render.ts';
import { trunkFiles } from './trunk-files.ts';

type TextChange = z.infer<typeof textChange>;

/**
 * What differs between two models of one tenant: object by object, and in the text that today's renderers make of both.
 * Pure. Of a row or a generation of keys that differs, only the lines that do.
 * SECURITY: made without digests; a secret shows as `[secret]`, a new one as `[changed]`.
 */
export function compareModels(
  from: TenantSnapshot,
  to: TenantSnapshot,
  { box, trunkNames }: { readonly box: BoxSnapshot; readonly trunkNames?: TrunkNames },
): { readonly changes: ObjectChange[]; readonly text: TextChange[] } {
  return {
    changes: diffSnapshots(from, to, trunkNames),
    text: [...fileChanges(from, to), ...rowChanges(from, to, box), ...keyChange(from, to, box)],
  };
}

function fileChanges(from: TenantSnapshot, to: TenantSnapshot): TextChange[] {
  const before = new Map(filesOf(from, to).map(({ path, text }) => [path, text]));
  return filesOf(to, from).flatMap(({ path, text: after }): TextChange[] => {
    const was = before.get(path) ?? '';
    return was === after ? [] : [{ target: 'file', name: path, before: was, after }];
  });
}

function filesOf(model: TenantSnapshot, other: TenantSnapshot): readonly { path: string; text: string }[] {
  const { path, text } = renderTenantFile(model.tenant);
  return [{ path: `${DIALPLAN_FOLDER}/${path}`, text }, ...trunkFiles(model, other)];
}

/** The lines of a device's rows, and which secret they mean. */
interface Row {
  readonly lines: readonly string[];
  readonly secretVersion: number;
}

function rowChanges(from: TenantSnapshot, to: TenantSnapshot, box: BoxSnapshot): TextChange[] {
  const before = rowsOf(from, box);
  const after = rowsOf(to, box);
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return names.flatMap((name): TextChange[] => {
    const was = before.get(name);
    const is = after.get(name);
    const change = onlyDifferent(was?.lines ?? [], is?.lines ?? []);
    const isNewSecret = was && is && was.secretVersion !== is.secretVersion;
    if (isNewSecret) {
      change.before.push(secretLine('[secret]'));
      change.after.push(secretLine('[changed]'));
    }
    return sayChange('realtime', name, change);
  });
}

const secretLine = (value: string): string => `ps_auths.md5_cred = ${value}`;

function rowsOf(model: TenantSnapshot, { box }: BoxSnapshot): ReadonlyMap<string, Row> {
  const context = entryContext(model.tenant.tag);
  const known = new Set(model.users.map((user) => user.id));
  return new Map(
    model.devices
      .filter((device) => known.has(device.userId))
      .map((device) => {
        const rows = deviceRows(model, device, { md5Cred: '[secret]', realm: box.realm, context });
        const lines = (['endpoint', 'auth', 'aor'] as const).flatMap((part) =>
          Object.entries(rows[part])
            // The context is live state, and no generation's.
            .filter(([column, value]) => !['id', 'context'].includes(column) && value !== '' && value !== null)
            .map(([column, value]) => `ps_${part}s.${column} = ${String(value)}`),
        );
        return [rows.id, { lines, secretVersion: device.secretVersion }];
      }),
  );
}

function keyChange(from: TenantSnapshot, to: TenantSnapshot, box: BoxSnapshot): TextChange[] {
  return sayChange('astdb', `sc/g/${to.tenant.tag}`, onlyDifferent(keysOf(from, box), keysOf(to, box)));
}

/** No keys for a model that can't be rendered: the changes say what is wrong with it. */
function keysOf(model: TenantSnapshot, { version, box }: BoxSnapshot): readonly string[] {
  // Today's emergency numbers say nothing about a model of another day.
  const plan = compilePlan(model, { version, box: { ...box, emergencyNumbers: [] } });
  if (!plan.ok) return [];
  return astdbKeys(plan.value, 1, '' as JobId)
    .filter((entry) => entry.key !== 'meta')
    .map((entry) => `${entry.key} = ${entry.value}`)
    .toSorted();
}

interface Lines {
  readonly before: string[];
  readonly after: string[];
}

function onlyDifferent(before: readonly string[], after: readonly string[]): Lines {
  const was = new Set(before);
  const is = new Set(after);
  return { before: before.filter((line) => !is.has(line)), after: after.filter((line) => !was.has(line)) };
}

const sayChange = (target: TextChange['target'], name: string, { before, after }: Lines): TextChange[] =>
  before.length === 0 && after.length === 0
    ? []
    : [{ target, name, before: before.join('\n'), after: after.join('\n') }];
