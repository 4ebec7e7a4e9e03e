import { useQuery } from '@tanstack/react-query';
import type { PromptId, PromptView } from '@synergycall/domain';
import { FailureNote, t, type AnyFailure } from '@synergycall/ui';
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { Problem } from '../../frame/problem.tsx';
import { useTRPC } from '../../agent/client.tsx';
import { useTenant } from '../../frame/tenant-context.ts';
import { useMay } from '../session/session.ts';
import { ChooseSound } from './choose-sound.tsx';
import { PickPrompt } from './pick-prompt.tsx';
import { PlayButton } from './play-button.tsx';
import { nameOfFile } from './prompt-words.ts';
import { useHeldForm } from './uploads.ts';
import { usePromptActs } from './use-prompt-acts.ts';

/** Which announcement is played: one that is there, or one that is uploaded on the spot; heard right here. */
export function PromptField(props: {
  label: string;
  /** What is played where none is chosen. */
  none: string;
  value: PromptId | null;
  onChange: (id: PromptId | null) => void;
  problem: ReactNode;
}) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const acts = usePromptActs(tenant.id);
  const { value } = props;
  // What was chosen here is known; what stood there before is looked up.
  const [chosen, setChosen] = useState<PromptView>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  useHeldForm(busy);
  // People write on while a file is on its way: it goes into the form as that stands then, if it is still there.
  const put = useRef<typeof props.onChange>(undefined);
  useLayoutEffect(() => {
    put.current = props.onChange;
    return () => {
      put.current = undefined;
    };
  });
  const isKnown = value === null || chosen?.id === value;
  const query = useQuery(
    trpc.prompt.get.queryOptions({ tenantId: tenant.id, id: value ?? ('' as PromptId) }, { enabled: !isKnown }),
  );
  const prompt = value === null ? null : chosen?.id === value ? chosen : query.data;
  const choose = (next: PromptView | null) => {
    setFailure(undefined);
    setChosen(next ?? undefined);
    put.current?.(next?.id ?? null);
  };
  const upload = async (file: File) => {
    setBusy(true);
    setFailure(undefined);
    const made = await acts.upload(file, nameOfFile(file.name) || props.label);
    setBusy(false);
    if (made.ok) choose(made.value);
    else setFailure(made.error);
  };
  return (
    <div className="d-prompt-field">
      <PickPrompt tenantId={tenant.id} label={props.label} value={prompt} none={props.none} onChange={choose} />
      <div className="d-prompt-acts">
        {prompt ? (
          <PlayButton key={prompt.id} name={prompt.name} seconds={prompt.seconds} load={() => acts.load(prompt.id)} />
        ) : null}
        {may('prompt.create') ? (
          <ChooseSound
            label={t('prompt.upload')}
            named={t('prompt.uploadAs', { name: props.label })}
            busy={busy}
            onFile={(file) => void upload(file)}
          />
        ) : null}
      </div>
      {failure === undefined ? null : <FailureNote failure={failure} />}
      <Problem>{props.problem}</Problem>
    </div>
  );
}
