export { fakeAmi, type FakeAmi } from './ami.fake.ts';
export { absentAmi } from './absent.ts';
export { connectAmi } from './connection.ts';
export type * from './types.ts';
