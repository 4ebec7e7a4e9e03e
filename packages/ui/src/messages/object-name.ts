import type { ObjectChange } from '@synergycall/domain';
import { formatNumber } from '../display/phone-number.ts';

/** What an object is called on a screen: a public number is read in groups. */
export const nameOf = ({ kind, name }: Pick<ObjectChange, 'kind' | 'name'>): string =>
  kind === 'did' ? formatNumber(name) : name;
