import type { ObjectChange } from '@synergycall/domain';

export type { JobView, ObjectChange } from '@synergycall/domain';
export type FieldChange = ObjectChange['fields'][number];
