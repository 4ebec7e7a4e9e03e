import { en } from './en/index.ts';
import { portalCalls } from './en/portal-calls.ts';
import { portalMe } from './en/portal-me.ts';
import { portalMessages } from './en/portal-messages.ts';

/*
 * Words of the portal's pages that come later than its first screen, each with its page; in every other program they are
 * there from the start, and adding them changes nothing. Not by the package's main door: what stands behind that comes
 * with the first screen.
 */
export const addCallsWords = (): void => void Object.assign(en, portalCalls);
export const addMyWords = (): void => void Object.assign(en, portalMe);
export const addMessagesWords = (): void => void Object.assign(en, portalMessages);
