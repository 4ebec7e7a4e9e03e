import type { PromptView } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { useState } from 'react';
import { AskInstead } from '../../frame/ask-instead.tsx';
import { DeleteDialog } from '../../frame/delete-dialog.tsx';
import { PickPrompt } from './pick-prompt.tsx';
import { PromptUsesList, usePromptUses } from './prompt-uses.tsx';
import type { PromptActs } from './use-prompt-acts.ts';

/** Shows what plays an announcement that is to be deleted, and asks what should be heard there instead. */
export function DeletePrompt(props: {
  prompt: PromptView;
  acts: PromptActs;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { prompt } = props;
  const uses = usePromptUses(prompt);
  const [choice, setChoice] = useState<'other' | 'none'>();
  const [other, setOther] = useState<PromptView | null>(null);
  const isAsked = uses.tag === 'ready' && uses.value.rows.length > 0;
  const isDecided = !isAsked || choice === 'none' || (choice === 'other' && other !== null);
  const playInstead = choice === 'other' && other ? other.id : 'none';
  return (
    <DeleteDialog
      title={t('callflow.delete.title', { name: prompt.name })}
      act={() => props.acts.remove(prompt, isAsked ? playInstead : undefined)}
      blocked={uses.tag !== 'ready' || !isDecided}
      picks
      onClose={props.onClose}
      onDeleted={props.onDeleted}
    >
      <p className="d-lead">{t('prompt.delete.text')}</p>
      {isAsked || uses.tag !== 'ready' ? (
        <AskInstead
          lead={t('prompt.delete.playedBy', { name: prompt.name })}
          uses={<PromptUsesList prompt={prompt} uses={uses} />}
          isAsked={isAsked}
          question={t('prompt.delete.ask')}
          choice={choice}
          onChoose={setChoice}
          other={t('prompt.delete.other')}
          picker={
            <PickPrompt
              tenantId={prompt.tenantId}
              label={t('prompt.one')}
              hideLabel
              value={other}
              none={t('common.none')}
              except={prompt.id}
              autoFocus
              onChange={setOther}
            />
          }
          none={t('prompt.delete.general')}
        />
      ) : null}
    </DeleteDialog>
  );
}
