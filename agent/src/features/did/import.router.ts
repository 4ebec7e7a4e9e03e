import {
  exportDidsInput,
  exportedDids,
  importDidsInput,
  importDone,
  importList,
  importPreview,
  runImportInput,
  undoImportInput,
  type BoxId,
} from '@synergycall/domain';
import { platformProcedure, rest } from '../../rpc/index.ts';
import { exportDids } from './export.service.ts';
import { importDids, previewImport } from './import.service.ts';
import { listImports } from './import.store.ts';
import { undoImport } from './undo-import.service.ts';

const LISTED = 50;

/** The inventory as a file: in, out, and back again. */
export const importProcedures = (deps: { readonly boxId: BoxId }) => ({
  previewImport: platformProcedure(
    'did.import',
    rest('POST', '/numbers/imports/preview', 'Says what an import would do, row by row, and does nothing'),
  )
    .input(importDidsInput)
    .output(importPreview)
    .mutation(({ ctx, input }) => ctx.audited((tx) => previewImport(tx, deps.boxId, input))),

  import: platformProcedure('did.import', rest('POST', '/numbers/imports', 'Imports what was looked at, all or none'))
    .input(runImportInput)
    .output(importDone)
    .mutation(({ ctx, input }) => ctx.audited((tx) => importDids(tx, deps.boxId, input))),

  listImports: platformProcedure('did.import', rest('GET', '/numbers/imports', 'Lists the newest imports'))
    .output(importList)
    .query(async ({ ctx }) => ({ rows: await ctx.read((tx) => listImports(tx, deps.boxId, LISTED)) })),

  undoImport: platformProcedure(
    'did.import',
    rest('POST', '/numbers/imports/{id}/undo', 'Undoes an import whose numbers nobody touched since'),
  )
    .input(undoImportInput)
    .output(importDone)
    .mutation(({ ctx, input }) => ctx.audited((tx) => undoImport(tx, deps.boxId, input.id))),

  export: platformProcedure('did.import', rest('GET', '/numbers/export', 'Hands out the inventory as a file'))
    .input(exportDidsInput)
    .output(exportedDids)
    .query(({ ctx, input }) => ctx.read((tx) => exportDids(tx, deps.boxId, input))),
});
