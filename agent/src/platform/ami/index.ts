export { fakeAmi, type FakeAmi } from './ami.fake.ts';
export { absentAmi } from './absent.ts';
export { connectAmi } from './connection.ts';
export { text } from './scrub.ts';
export type * from './types.ts';
