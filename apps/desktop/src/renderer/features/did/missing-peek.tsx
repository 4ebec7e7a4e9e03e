import { FailureNote } from '@synergycall/ui';
import { failureOf } from '../../agent/link.ts';
import { PeekFrame } from './peek-frame.tsx';

/** Something that a link led to, and that is not this tenant's any more. */
export function MissingPeek({ name, error, onClose }: { name: string; error: unknown; onClose: () => void }) {
  return (
    <PeekFrame name={name} header={<h2 className="d-peek-title">{name}</h2>} onClose={onClose}>
      <FailureNote failure={failureOf(error)} />
    </PeekFrame>
  );
}
