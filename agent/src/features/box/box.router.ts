import { boxView, updateBoxInput, type BoxId, type BoxView } from '@synergycall/domain';
import { FailureError, platformProcedure, rest, router } from '../../rpc/index.ts';
import { findBox, updateBox } from './box.service.ts';

/** What runs on the box now; main reads it from the Asterisk it found. */
export type BoxRuntime = Pick<BoxView, 'asteriskVersion' | 'realtime' | 'signalling'>;

export interface BoxDeps {
  readonly boxId: BoxId;
  readonly runtime: () => BoxRuntime;
}

export const boxRouter = (deps: BoxDeps) =>
  router({
    get: platformProcedure('box.read', rest('GET', '/box', 'Shows the box and where phones reach it'))
      .output(boxView)
      .query(async ({ ctx }) => {
        const box = await ctx.read((tx) => findBox(tx, deps.boxId));
        if (!box) throw new FailureError({ code: 'not-found', what: 'box' });
        return { ...box, ...deps.runtime() };
      }),
    update: platformProcedure('box.update', rest('PATCH', '/box', 'Changes the box'))
      .input(updateBoxInput)
      .output(boxView)
      .mutation(async ({ ctx, input }) => ({
        ...(await ctx.audited((tx) => updateBox(tx, deps.boxId, input))),
        ...deps.runtime(),
      })),
  });
