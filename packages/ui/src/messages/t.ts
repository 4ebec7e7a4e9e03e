import { en } from './en/index.ts';
import { translator } from './translate.ts';

export type MessageKey = keyof typeof en;
/** The product's words in English; another language becomes a second catalogue with the same keys. */
export const t = translator(en, 'en');
