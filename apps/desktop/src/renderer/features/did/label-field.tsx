import { Button, TextInput } from '@mantine/core';
import { labelDidInput, type DidView } from '@synergycall/domain';
import { fieldErrors, t } from '@synergycall/ui';
import { useState } from 'react';

/** The label where it is read; Enter saves, Escape puts it back. */
export function LabelField({ did, onSave }: { did: DidView; onSave: (label: string) => Promise<boolean> }) {
  const [written, setWritten] = useState(did.label);
  const [busy, setBusy] = useState(false);
  const [seen, setSeen] = useState(did.label);
  // What others write shows at once, unless something else is being written here.
  if (seen !== did.label && !busy) {
    setSeen(did.label);
    if (written.trim() === seen) setWritten(did.label);
  }
  const label = written.trim();
  const isDirty = label !== did.label;
  const error = isDirty ? fieldErrors(labelDidInput.pick({ label: true }), { label })['label'] : undefined;
  const save = async () => {
    setBusy(true);
    // A refused label stays written: it may be saved again.
    await onSave(label);
    setBusy(false);
  };
  return (
    <form
      className="d-label-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isDirty && error === undefined) void save();
      }}
    >
      <TextInput
        className="d-grow"
        label={t('did.col.label')}
        placeholder={t('did.label.placeholder')}
        dir="auto"
        value={written}
        error={error}
        onChange={(event) => setWritten(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !isDirty) return;
          event.stopPropagation();
          setWritten(did.label);
        }}
      />
      {isDirty ? (
        <Button type="submit" loading={busy} disabled={error !== undefined}>
          {t('did.label.save')}
        </Button>
      ) : null}
    </form>
  );
}
