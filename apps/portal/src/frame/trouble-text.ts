import { failureText, t, type AnyFailure, type FailureText } from '@synergycall/ui';

/** A failure in the words of someone who has a phone and no box to look after; the rest as everywhere. */
export function troubleText(failure: AnyFailure): FailureText {
  switch (failure.code) {
    case 'client.unreachable':
      return { title: t('portal.trouble.unreachable'), todo: t('portal.trouble.unreachableTodo') };
    case 'database.down':
    case 'realtime.down':
      return { title: t('portal.trouble.database'), todo: t('portal.trouble.databaseTodo') };
    case 'internal':
      return { title: t('portal.trouble.internal'), todo: t('portal.trouble.internalTodo', failure) };
    case 'client.unexpected':
      return { title: t('portal.trouble.unexpected'), todo: t('portal.trouble.unexpectedTodo') };
    case 'access.denied':
      return { title: t('portal.trouble.denied'), todo: t('portal.trouble.deniedTodo') };
    case 'user.not-found':
      return { title: t('portal.trouble.gone'), todo: t('portal.trouble.goneTodo') };
    default:
      return failureText(failure);
  }
}
