/** People: their extension, their first device, suspension and deletion. */
export { chooseNumber } from './choose-number.ts';
export { containing, readCursor, writeCursor, type Cursor } from './cursor.ts';
export { userRouter, withPending, type UserDeps, type UserLiveActs } from './user.router.ts';
export {
  createUser,
  deleteUser,
  setUserStatus,
  updateUser,
  type DeletedUser,
  type UserServiceDeps,
} from './user.service.ts';
export { lockPeople, readPeople, restorePeople, type PeopleRestore, type PersonRow } from './user-restore.ts';
export type { StoredDevice, UserDevices } from './user-devices.ts';
export type { UserNumbers } from './user-numbers.ts';
export { findUser, listUsers, lockUser, type StoredUser } from './user.store.ts';
export { astdbKeys } from './user.conf.ts';
export { adoptUser } from './adopt-user.ts';
