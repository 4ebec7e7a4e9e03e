import { FailureNote, t } from '@synergycall/ui';
import { failureOf } from '../../agent/link.ts';
import { PeekFrame } from './peek-frame.tsx';

/** A number that a link led to, and that is not this tenant's any more. */
export function MissingPeek({ error, onClose }: { error: unknown; onClose: () => void }) {
  return (
    <PeekFrame name={t('did.missing')} header={<h2 className="d-peek-title">{t('did.missing')}</h2>} onClose={onClose}>
      <FailureNote failure={failureOf(error)} />
    </PeekFrame>
  );
}
