import { Button, Menu } from '@mantine/core';
import type { AuditView, PromptView } from '@synergycall/domain';
import { Facts, RelativeTime, lengthText, t } from '@synergycall/ui';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { MoreMenu, PeekTitle } from '../../frame/peek-parts.tsx';
import { ObjectHistory } from '../audit/object-history.tsx';
import { PeekFrame } from '../did/peek-frame.tsx';
import { useMay } from '../session/session.ts';
import { PlayButton } from './play-button.tsx';
import { PromptUsesList, usePromptUses } from './prompt-uses.tsx';
import { sizeText } from './prompt-words.ts';
import type { PromptActs } from './use-prompt-acts.ts';

export type PromptAct = 'rename' | 'replace' | 'delete';

/** Everything of one announcement beside the list: heard, what it is, what plays it, what became of it. */
export function PromptPeek(props: {
  prompt: PromptView;
  acts: PromptActs;
  onAct: (act: PromptAct) => void;
  onClose: () => void;
}) {
  const { prompt, onAct } = props;
  const may = useMay(prompt.tenantId);
  const uses = usePromptUses(prompt);
  const { name } = prompt;
  return (
    <PeekFrame
      name={name}
      isText
      onClose={props.onClose}
      header={<PeekTitle name={name} />}
      {...(may('prompt.update')
        ? {
            footer: (
              <div className="d-peek-acts">
                <Button variant="default" onClick={() => onAct('replace')}>
                  {t('prompt.replace')}
                </Button>
                <MoreMenu name={name}>
                  <Menu.Item leftSection={<IconPencil size={15} stroke={1.75} />} onClick={() => onAct('rename')}>
                    {t('prompt.rename')}
                  </Menu.Item>
                  <Menu.Divider />
                  <Menu.Item
                    color="red"
                    leftSection={<IconTrash size={15} stroke={1.75} />}
                    onClick={() => onAct('delete')}
                  >
                    {t('callflow.delete')}
                  </Menu.Item>
                </MoreMenu>
              </div>
            ),
          }
        : {})}
    >
      <PlayButton key={prompt.id} name={name} seconds={prompt.seconds} load={() => props.acts.load(prompt.id)} />
      <Facts
        rows={[
          [t('prompt.length'), lengthText(prompt.seconds)],
          ...(prompt.fileName === '' ? [] : [[t('prompt.fileName'), prompt.fileName] as const]),
          [t('prompt.size'), sizeText(prompt.bytes)],
          [t('prompt.created'), <RelativeTime key="created" at={prompt.createdAt} />],
        ]}
      />
      <h3 className="d-peek-sub">{t('prompt.uses')}</h3>
      <PromptUsesList prompt={prompt} uses={uses} />
      <ObjectHistory tenantId={prompt.tenantId} id={prompt.id} told={untold} empty={t('did.history.empty')} />
    </PeekFrame>
  );
}

const untold = (_row: AuditView): string => '';
