import {
  MOST_SOUND_BYTES,
  fail,
  ok,
  type FlowId,
  type FlowView,
  type PromptId,
  type PromptView,
  type Result,
  type TenantId,
  type toRecordView,
} from '@synergycall/domain';
import { inBase64, outOfBase64, t, toastDone, toastFailure, toastUndo, type AnyFailure } from '@synergycall/ui';
import type { z } from 'zod';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';

type Saved<T> = Promise<Result<T, AnyFailure>>;
/** A menu whose announcement is only text. */
export type MissingRecording = z.infer<typeof toRecordView>['rows'][number];

/** What can be done with a tenant's recorded announcements. A refusal is the caller's to show. */
export function usePromptActs(tenantId: TenantId) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const settle = async <T>(call: Promise<T>): Saved<T> => {
    const result = await outcome(call);
    refresh();
    return result;
  };
  const upload = async (file: File, name: string): Saved<PromptView> => {
    // The agent would say the same, after all of it was sent.
    if (file.size > MOST_SOUND_BYTES) return fail({ code: 'prompt.not-a-sound', reason: 'too-large' });
    const sound = await inBase64(file).catch(() => undefined);
    if (sound === undefined) return fail({ code: 'prompt.not-a-sound', reason: 'damaged' });
    return settle<PromptView>(
      client.prompt.create.mutate({ tenantId, name, fileName: file.name.slice(0, 200), sound }),
    );
  };
  const rename = ({ id, revision }: Pick<PromptView, 'id' | 'revision'>, name: string): Saved<PromptView> =>
    settle<PromptView>(client.prompt.update.mutate({ tenantId, id, revision, name }));
  const remove = ({ id, revision }: PromptView, playInstead: PromptId | 'none' | undefined): Saved<unknown> =>
    settle<unknown>(
      client.prompt.delete.mutate({ tenantId, id, revision, ...(playInstead === undefined ? {} : { playInstead }) }),
    );
  /** The menu is read only now: it may have changed while the file was on its way. */
  const playIn = async (id: FlowId, promptId: PromptId): Saved<FlowView> => {
    const flow = await outcome<FlowView>(client.flow.get.query({ tenantId, id }));
    if (!flow.ok) return flow;
    const { settings, revision } = flow.value;
    if (settings.kind !== 'menu') return fail({ code: 'flow.not-found', id });
    return settle<FlowView>(client.flow.update.mutate({ tenantId, id, revision, settings: { ...settings, promptId } }));
  };

  return {
    /** As callers hear it. */
    async load(id: PromptId): Promise<Result<ArrayBuffer, AnyFailure>> {
      const heard = await outcome(client.prompt.sound.query({ tenantId, id }));
      return heard.ok ? ok(outOfBase64(heard.value.sound)) : heard;
    },
    upload,
    async rename(prompt: PromptView, name: string): Saved<PromptView> {
      const saved = await rename(prompt, name);
      if (!saved.ok) return saved;
      const undo = async () => {
        const back = await rename(saved.value, prompt.name);
        if (back.ok) toastDone(t('common.undone'));
        else toastFailure(back.error);
      };
      toastUndo(t('prompt.renamed.toast', { from: prompt.name, name }), () => void undo());
      return saved;
    },
    /** `playInstead` undefined: nothing plays it. */
    async remove(prompt: PromptView, playInstead: PromptId | 'none' | undefined): Saved<unknown> {
      const gone = await remove(prompt, playInstead);
      if (gone.ok)
        toastDone(
          t('callflow.deleted.toast', { name: prompt.name }),
          playInstead === undefined ? undefined : t('did.next'),
        );
      return gone;
    },
    /** Another recording under the same name, which all play that played the old one. */
    async replace(prompt: PromptView, file: File): Saved<PromptView> {
      const made = await upload(file, prompt.name);
      if (!made.ok) return made;
      const gone = await remove(prompt, made.value.id);
      if (!gone.ok) {
        // Nobody asked for a second one of that name.
        await remove(made.value, undefined);
        return gone;
      }
      toastDone(t('prompt.replaced.toast', { name: prompt.name }), prompt.references > 0 ? t('did.next') : undefined);
      return made;
    },
    /** What was only text until now. */
    async record({ flowId, name }: MissingRecording, file: File): Saved<FlowView> {
      const made = await upload(file, name.slice(0, 80).trim());
      if (!made.ok) return made;
      const saved = await playIn(flowId, made.value.id);
      // Nobody asked for one that nothing plays.
      if (!saved.ok) await remove(made.value, undefined);
      else toastDone(t('prompt.recorded.toast', { name }), t('did.next'));
      return saved;
    },
  };
}
export type PromptActs = ReturnType<typeof usePromptActs>;
