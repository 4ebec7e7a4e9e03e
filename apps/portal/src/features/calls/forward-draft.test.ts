import type { E164, ForwardView } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { shownOf } from './forward-draft.ts';

const outside = (number: string): ForwardView => ({
  forward: { kind: 'external', number: number as E164 },
  name: number,
  detail: null,
});
const writing = { choice: 'dialled', written: '+4930', on: null, isSent: false } as const;

test('a number half written stays when the forward is changed elsewhere, and that is said', () => {
  expect(shownOf(writing, null)).toEqual({ choice: 'dialled', written: '+4930', elsewhere: false });
  expect(shownOf(writing, outside('+493012345'))).toEqual({ choice: 'dialled', written: '+4930', elsewhere: true });
});

test('what is so shows where nobody writes, and after one’s own was saved', () => {
  const so = { choice: 'dialled', written: '+493012345', elsewhere: false };
  expect(shownOf(undefined, outside('+493012345'))).toEqual(so);
  expect(shownOf({ ...writing, isSent: true }, outside('+493012345'))).toEqual(so);
});
