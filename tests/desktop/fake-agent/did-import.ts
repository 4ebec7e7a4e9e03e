import * as d from '@synergycall/domain';
import { z } from 'zod';
import { fakeDids, viewOf, type FakeDid } from './did-memory.ts';
import { refuse, type FakeProcedures } from './procedures.ts';
import { newId, type FakeState } from './state.ts';

const FIELDS = ['label', 'provider', 'note'] as const;
interface Row {
  line: number;
  cells: Partial<Record<string, string>>;
}

/** The import and export of the inventory. CSV as the tests write it: no quotes. */
export function importsRouter(state: FakeState, { q, m, guarded }: FakeProcedures) {
  const memory = fakeDids(state);
  const judge = (i: { format: 'csv' | 'json'; text: string }): d.ImportPreview => {
    const byNumber = new Map([...memory.dids.values()].map((x) => [x.number as string, x]));
    const seen = new Map<string, number>();
    const rows = readRows(i).map((row): d.ImportRow => {
      const number = row.cells['number'] ?? '';
      const bad = (reason: NonNullable<d.ImportRow['why']>['reason'], detail: string): d.ImportRow => ({
        line: row.line,
        number,
        verdict: reason === 'not-e164' ? 'invalid' : 'conflict',
        fields: [],
        why: { reason, detail },
      });
      if (!d.e164.safeParse(number).success) return bad('not-e164', number);
      const twice = seen.get(number);
      if (twice !== undefined) return bad('twice-in-file', String(twice));
      seen.set(number, row.line);
      const there = byNumber.get(number);
      const tenant = row.cells['tenant'] ?? '';
      if (tenant !== '' && !state.tenants.some((t) => t.name === tenant)) return bad('unknown-tenant', tenant);
      const before = there && viewOf(state, there);
      if (before?.target && tenant !== '' && before.tenantName !== tenant)
        return bad('assigned-elsewhere', before.tenantName ?? '');
      const changes = [
        ...FIELDS.map((field) => ({ field, from: there?.[field] ?? null, to: row.cells[field] })),
        { field: 'tenant', from: before ? (before.tenantName ?? '') : null, to: tenant === '' ? undefined : tenant },
      ].flatMap(({ field, from, to }) =>
        to === undefined || to === (from ?? '') ? [] : [{ field, from: from === '' ? null : from, to }],
      );
      const verdict = there ? (changes.length === 0 ? 'same' : 'changed') : 'new';
      return { line: row.line, number, verdict, fields: changes, why: null };
    });
    const count = (verdict: d.ImportRow['verdict']) => rows.filter((row) => row.verdict === verdict).length;
    const counts = {
      new: count('new'),
      same: count('same'),
      changed: count('changed'),
      conflict: count('conflict'),
      invalid: count('invalid'),
    };
    const revisions = [...memory.dids.values()].reduce((sum, x) => sum + x.revision, 0);
    return { rows, counts, mark: `${revisions}-${i.text.length}` };
  };
  return {
    previewImport: m(d.importDidsInput, d.importPreview, judge),
    import: m(d.runImportInput, d.importDone, (i) => {
      const { rows, counts, mark } = judge(i);
      if (mark !== i.mark) refuse({ code: 'did.import-stale' });
      const { conflict, invalid } = counts;
      if (conflict + invalid > 0 && !i.skipBad) refuse({ code: 'did.import-bad-rows', conflict, invalid });
      const byNumber = new Map([...memory.dids.values()].map((x) => [x.number as string, x]));
      const before = new Map<string, FakeDid | null>();
      for (const row of rows) {
        if (row.verdict !== 'new' && row.verdict !== 'changed') continue;
        const there = byNumber.get(row.number);
        const of = there ?? memory.add({ number: row.number });
        before.set(of.id, there ? structuredClone(there) : null);
        for (const { field, to } of row.fields) {
          if (field === 'tenant') of.tenantId = state.tenants.find((t) => t.name === to)?.id ?? null;
          else Object.assign(of, { [field]: to });
        }
        of.revision++;
      }
      const id = newId<d.DidImportId>();
      const at = new Date().toISOString();
      memory.imports.unshift({
        view: { id, at, actor: state.account?.name ?? 'nobody', counts, undoneAt: null },
        before,
      });
      return { importId: id, counts };
    }),
    listImports: guarded.output(d.importList).query(() => ({ rows: memory.imports.map((each) => each.view) })),
    undoImport: m(d.undoImportInput, d.importDone, (i) => {
      const of = memory.imports.find((each) => each.view.id === i.id) ?? refuse({ code: 'not-found', what: 'import' });
      const moved = [...of.before].filter(([id, was]) => memory.dids.get(id)?.revision !== (was?.revision ?? 1) + 1);
      if (moved.length > 0)
        refuse({
          code: 'did.import-changed-since',
          numbers: moved.slice(0, 5).map(([id]) => memory.dids.get(id)?.number ?? id),
          count: moved.length,
        });
      for (const [id, was] of of.before) {
        if (was === null) memory.dids.delete(id);
        else memory.dids.set(id, was);
      }
      of.view.undoneAt = new Date().toISOString();
      return { importId: of.view.id, counts: of.view.counts };
    }),
    export: q(d.exportDidsInput, d.exportedDids, (i) => {
      const rows = [...memory.dids.values()]
        .filter((x) => i.inTenant === undefined || x.tenantId === i.inTenant)
        .map((x) => viewOf(state, x));
      const flat = rows.map((x) => ({
        number: x.number,
        label: x.label,
        provider: x.provider,
        note: x.note,
        tenant: x.tenantName ?? '',
      }));
      const csv = ['number,label,provider,note,tenant', ...flat.map((x) => Object.values(x).join(','))].join('\n');
      return { text: i.format === 'csv' ? `${csv}\n` : JSON.stringify(flat, null, 2), count: rows.length };
    }),
  };
}

function readRows({ format, text }: { format: 'csv' | 'json'; text: string }): Row[] {
  if (format === 'json') {
    const read = z.array(z.record(z.string(), z.string())).safeParse(parse(text));
    if (!read.success)
      return refuse({ code: 'did.import-unreadable', line: null, detail: 'It is not a list of numbers.' });
    return read.data.map((row, i) => ({ cells: row, line: i + 1 }));
  }
  const [head = '', ...lines] = text.split(/\r?\n/);
  const names = head.split(',').map((name) => name.trim().toLowerCase());
  if (!names.includes('number'))
    return refuse({ code: 'did.import-unreadable', line: 1, detail: 'There is no column called “number”.' });
  return lines.flatMap((line, i) =>
    line.trim() === ''
      ? []
      : [
          {
            cells: Object.fromEntries(line.split(',').map((cell, at) => [names[at] ?? '', cell.trim()])),
            line: i + 2,
          },
        ],
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
