import type { AnyFailure } from '@synergycall/ui';
import { TroubleNote } from '../../frame/trouble.tsx';

/** What became of the last change of a section. */
export type Saving = { tag: 'idle' } | { tag: 'busy' } | { tag: 'saved' } | { tag: 'failed'; failure: AnyFailure };

/** Says so below it; `saved` in words. */
export function SavingNote({ saving, saved }: { saving: Saving; saved: string }) {
  return (
    <>
      <div role="status" className="p-saved">
        {saving.tag === 'saved' ? saved : null}
      </div>
      {saving.tag === 'failed' ? <TroubleNote failure={saving.failure} /> : null}
    </>
  );
}
