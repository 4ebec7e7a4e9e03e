import type { DestinationView } from '@synergycall/domain';
import { plainWords } from '@synergycall/ui';
import { destinationText } from '../did/leads-to.tsx';

/** Choices and ids: the agent's words for them are not the reader's. */
const UNSAID = /^settings\.(strategy|whenEmpty|hears|timezone|listeners|\w*[pP]romptId)$/;

/** What somebody else made of a field of a call flow's form, where that can be said in a line. */
export const inWords = (path: string, theirs: unknown): string | undefined =>
  UNSAID.test(path)
    ? undefined
    : path.startsWith('exits.') && theirs
      ? destinationText(theirs as DestinationView)
      : plainWords(theirs);
