import { TextInput } from '@mantine/core';
import type { DriftItem } from '@synergycall/domain';
import { ConfirmDialog, t, type AnyFailure } from '@synergycall/ui';
import { useState } from 'react';
import { lossesOf } from './drift-words.ts';

interface Asked {
  items: readonly DriftItem[];
  busy: boolean;
  failure: AnyFailure | undefined;
  onClose: () => void;
}

/** Before SynergyCall's version is applied again: what is lost, and what is kept where. */
export function ReapplyDialog({ items, onConfirm, ...rest }: Asked & { onConfirm: (reason: string) => void }) {
  const [reason, setReason] = useState('');
  const { files, values, stores, foreign } = lossesOf(items);
  const n = items.length;
  return (
    <ConfirmDialog
      {...rest}
      open
      title={t('drift.reapply.title', { n })}
      confirm={t('drift.reapply')}
      danger
      onConfirm={() => onConfirm(reason.trim())}
    >
      <p className="d-lead">{t('drift.reapply.text')}</p>
      <ul className="d-plain-list">
        {files > 0 ? <li>{t('drift.reapply.files', { n: files })}</li> : null}
        {values > 0 ? (
          <li>
            {t('drift.reapply.values', {
              n: values,
              stores: stores.map((store) => t(`drift.in.${store}`)).join(', '),
            })}
          </li>
        ) : null}
        {foreign > 0 ? <li>{t('drift.reapply.foreign', { n: foreign })}</li> : null}
        {files + values + foreign < n ? (
          <li>{t('drift.reapply.missing', { n: n - files - values - foreign })}</li>
        ) : null}
      </ul>
      <TextInput
        label={`${t('drift.reapply.reason')} (${t('common.optional')})`}
        description={t('drift.reapply.reasonHint')}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}

/** Before what is live is taken over: what it becomes, and what it replaces. */
export function AdoptDialog({ items, onConfirm, ...rest }: Asked & { onConfirm: () => void }) {
  const into = (where: 'model' | 'file') => items.filter((item) => item.adopt.can && item.adopt.into === where).length;
  const model = into('model');
  const file = into('file');
  return (
    <ConfirmDialog
      {...rest}
      open
      title={t('drift.adopt.title', { n: items.length })}
      confirm={t('drift.adopt')}
      onConfirm={onConfirm}
    >
      <ul className="d-plain-list">
        {model > 0 ? <li>{t('drift.adopt.model', { n: model })}</li> : null}
        {model > 0 ? <li>{t('drift.adopt.lost')}</li> : null}
        {file > 0 ? <li>{t('drift.adopt.file', { n: file })}</li> : null}
      </ul>
    </ConfirmDialog>
  );
}
