import { ConfirmDialog, RelativeTime, Section, t, toastDone, type AnyFailure } from '@synergycall/ui';
import type { DriftView } from '@synergycall/domain';
import { useState } from 'react';
import { useMay } from '../session/session.ts';
import { ActButton } from '../history/act-button.tsx';
import { adoptionFor } from './drift-words.ts';
import type { Drift } from './use-drift.ts';

type AdoptedFile = DriftView['adopted'][number];

/** Files that every apply writes as somebody edited them; none: nothing is drawn. */
export function AdoptedFiles({ files, drop }: { files: readonly AdoptedFile[]; drop: Drift['drop'] }) {
  const mayKeepFiles = useMay(null)('drift.resolve-box');
  const asFile = adoptionFor({ can: true, into: 'file' }, mayKeepFiles);
  const whyNot = asFile.can ? undefined : t(`drift.cannot.${asFile.because}`);
  const [asked, setAsked] = useState<AdoptedFile>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  if (files.length === 0) return null;
  const close = () => {
    setAsked(undefined);
    setFailure(undefined);
  };
  const giveUp = async ({ name }: AdoptedFile) => {
    setBusy(true);
    const result = await drop(name);
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    close();
    toastDone(t('drift.kept.dropped', { name }), t('drift.kept.droppedText'));
  };
  return (
    <Section title={t('drift.kept.title')} about={t('drift.kept.about')}>
      <ul className="d-drifts">
        {files.map((file) => (
          <li key={file.name} className="d-drift">
            <div className="d-drift-head">
              <div className="d-grow d-min0">
                <span className="sc-mono d-anywhere">{file.name}</span>
                <div className="sc-dim">
                  {t('drift.kept.by', { who: file.by })} <RelativeTime at={file.at} />
                </div>
              </div>
              <div className="d-drift-acts">
                <ActButton
                  size="xs"
                  variant="default"
                  whyNot={whyNot}
                  label={t('drift.kept.dropOf', { name: file.name })}
                  onClick={() => setAsked(file)}
                >
                  {t('drift.kept.drop')}
                </ActButton>
              </div>
            </div>
          </li>
        ))}
      </ul>
      {asked === undefined ? null : (
        <ConfirmDialog
          open
          danger
          title={t('drift.kept.dropTitle')}
          confirm={t('drift.kept.drop')}
          busy={busy}
          failure={failure}
          onClose={close}
          onConfirm={() => void giveUp(asked)}
        >
          <p className="d-lead">{t('drift.kept.dropText', { name: asked.name })}</p>
        </ConfirmDialog>
      )}
    </Section>
  );
}
