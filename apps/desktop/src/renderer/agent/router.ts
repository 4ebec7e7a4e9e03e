import type { AppRouter as Built } from '@synergycall/agent/router';
import type * as d from '@synergycall/domain';
import type { TRPCBuiltRouter, TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server';
import type { z } from 'zod';

// Until the agent's router knows numbers: the procedures as they were agreed.
type Q<I extends z.ZodType, O> = TRPCQueryProcedure<{ input: z.input<I>; output: O; meta: unknown }>;
type M<I extends z.ZodType, O> = TRPCMutationProcedure<{ input: z.input<I>; output: O; meta: unknown }>;
type Page = z.output<typeof d.didPage>;
type Changed = z.output<typeof d.changedDids>;
type Done = z.output<typeof d.importDone>;
type Dids = {
  list: Q<typeof d.listDidsInput, Page>;
  get: Q<typeof d.didInput, d.DidView>;
  assign: M<typeof d.assignDidInput, d.DidView>;
  assignMany: M<typeof d.assignDidsInput, Changed>;
  update: M<typeof d.labelDidInput, d.DidView>;
  return: M<typeof d.returnDidsInput, Changed>;
  inventory: Q<typeof d.listInventoryInput, Page>;
  create: M<typeof d.createDidInput, d.DidView>;
  change: M<typeof d.updateDidInput, d.DidView>;
  remove: M<typeof d.didsInput, Changed>;
  allocate: M<typeof d.allocateDidsInput, Changed>;
  deallocate: M<typeof d.didsInput, Changed>;
  previewImport: M<typeof d.importDidsInput, d.ImportPreview>;
  import: M<typeof d.runImportInput, Done>;
  listImports: TRPCQueryProcedure<{ input: void; output: z.output<typeof d.importList>; meta: unknown }>;
  undoImport: M<typeof d.undoImportInput, Done>;
  export: Q<typeof d.exportDidsInput, z.output<typeof d.exportedDids>>;
};
export interface References {
  numbers: { id: d.DidId; number: d.E164 }[];
  total: number;
  isDefault: boolean;
}
type Root = Built['_def']['_config']['$types'];
type Records = Built['_def']['record'];
export type AppRouter = TRPCBuiltRouter<
  Root,
  Omit<Records, 'user'> & {
    user: Records['user'] & { references: Q<typeof d.userInput, References> };
    did: Dids;
  }
>;
