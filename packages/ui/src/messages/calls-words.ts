import { en } from './en/index.ts';
import { portalCalls } from './en/portal-calls.ts';

/** The words of the portal's page of calls, which comes later than the others; elsewhere they are there already. */
export const addCallsWords = (): void => void Object.assign(en, portalCalls);
