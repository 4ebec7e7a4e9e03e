import { ActionIcon, Button, Menu } from '@mantine/core';
import type { AuditView, PromptView } from '@synergycall/domain';
import { Facts, RelativeTime, t } from '@synergycall/ui';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { ObjectHistory } from '../audit/object-history.tsx';
import { PeekFrame } from '../did/peek-frame.tsx';
import { useMay } from '../session/session.ts';
import { PlayButton } from './play-button.tsx';
import { PromptUsesList, usePromptUses } from './prompt-uses.tsx';
import { lengthText, sizeText } from './prompt-words.ts';
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
      header={
        <h2 className="d-peek-title sc-truncate" dir="auto" title={name}>
          {name}
        </h2>
      }
      {...(may('prompt.update')
        ? {
            footer: (
              <div className="d-peek-acts">
                <Button variant="default" onClick={() => onAct('replace')}>
                  {t('prompt.replace')}
                </Button>
                <Menu position="top-end">
                  <Menu.Target>
                    <ActionIcon variant="default" size="lg" aria-label={t('common.moreFor', { name })}>
                      <IconDots size={16} />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
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
                  </Menu.Dropdown>
                </Menu>
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
