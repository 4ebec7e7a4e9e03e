import type { RestoreNote } from '@synergycall/domain';
import { t } from './t.ts';

/** What the note says of the object, and what to do first if it stands in the way. */
export function noteText(note: RestoreNote): { said: string; todo: string | undefined } {
  const { name } = note;
  switch (note.note) {
    case 'secret-kept':
    case 'device-revoked':
    case 'live-state-kept':
    case 'name-taken':
    case 'switched-off':
    case 'access-ends':
    case 'number-kept':
      return { said: t(`restore.note.${note.note}`, { name }), todo: undefined };
    case 'extension-taken':
    case 'email-taken':
      return {
        said: t(`restore.note.${note.note}`, { name, detail: note.detail ?? t('restore.note.somebody') }),
        todo: t(`restore.note.${note.note}.todo`),
      };
    case 'members-gone':
    case 'exits-gone':
    case 'forwards-dropped':
      return { said: t(`restore.note.${note.note}`, { name, detail: note.detail ?? '' }), todo: undefined };
    case 'flow-loop':
      return {
        said: t('restore.note.flow-loop', { name, detail: note.detail ?? '' }),
        todo: t('restore.note.flow-loop.todo'),
      };
    case 'policy-kept':
      return { said: t('restore.note.policy-kept', { name }), todo: undefined };
    case 'trunk-left-out':
    case 'policy-gone':
    case 'caller-id-gone':
      return { said: t(`restore.note.${note.note}`, { name, detail: note.detail ?? '' }), todo: undefined };
    case 'trunk-gone':
    case 'schedule-gone':
    case 'schedule-kept':
    case 'policy-name-taken':
      return {
        said: t(`restore.note.${note.note}`, { name, detail: note.detail ?? '' }),
        todo: t(`restore.note.${note.note}.todo`),
      };
    case 'target-gone':
      return {
        said: t('restore.note.target-gone', { name, detail: note.detail ?? t('restore.note.somebody') }),
        todo: t('restore.note.target-gone.todo'),
      };
    case 'number-gone':
    case 'extension-out-of-range':
    case 'limit-reached':
      return { said: t(`restore.note.${note.note}`, { name }), todo: t(`restore.note.${note.note}.todo`) };
  }
}
