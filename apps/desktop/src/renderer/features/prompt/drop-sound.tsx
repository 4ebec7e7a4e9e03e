import { fail, ok } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { IconFileMusic } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { DropArea } from '../../frame/drop-area.tsx';
import { Problem } from '../../frame/problem.tsx';
import { ChooseSound } from './choose-sound.tsx';
import { PlayButton } from './play-button.tsx';
import { sizeText } from './prompt-words.ts';

/** A sound file that is chosen or dropped, and heard before it is sent. */
export function DropSound(props: { file: File | undefined; onFile: (file: File) => void; problem?: ReactNode }) {
  const { file } = props;
  return (
    <div>
      <DropArea className="d-drop-sound" label={t('prompt.file')} onFile={props.onFile}>
        {file === undefined ? (
          <>
            <IconFileMusic size={26} stroke={1.4} aria-hidden />
            <span>{t('prompt.drop')}</span>
          </>
        ) : (
          <>
            <span className="d-strong d-file-name" dir="auto">
              {file.name}
            </span>
            <span>{sizeText(file.size)}</span>
          </>
        )}
        <div className="d-prompt-acts">
          {file === undefined ? null : (
            <PlayButton
              key={`${file.name} ${file.lastModified}`}
              name={file.name}
              load={async () => {
                const bytes = await file.arrayBuffer().catch(() => undefined);
                return bytes === undefined ? fail({ code: 'prompt.not-a-sound', reason: 'damaged' }) : ok(bytes);
              }}
            />
          )}
          <ChooseSound
            label={file === undefined ? t('prompt.choose') : t('prompt.chooseOther')}
            busy={false}
            onFile={props.onFile}
          />
        </div>
        <span className="sc-dim">{t('prompt.formats')}</span>
      </DropArea>
      <Problem>{props.problem}</Problem>
    </div>
  );
}
