/** Phones: credentials, revocation, live status. */
export { issueCredentials, secretPlace, type CredentialDeps } from './device-secret.ts';
export { deviceRouter, type DeviceDeps } from './device.router.ts';
export {
  createDevice,
  resetSecret,
  revokeDevice,
  updateDevice,
  userDevices,
  type RevokedDevice,
} from './device.service.ts';
export { devicesOf, findDevice, listDevices, type RosterEntry } from './device.store.ts';
export { lockPhones, readPhones, restorePhones, type PhoneRow, type PhonesRestore } from './device-restore.ts';
export type { Effect, LiveActs } from './live-acts.ts';
export { liveStatus, type LiveStatus, type LiveStatusOptions } from './live-status.ts';
export { liveTopics, type LiveTopics, type LiveTopicsOptions } from './live-topics.ts';
export { portOf, type Signalling } from './signalling.ts';
export { deviceRows, type DeviceRowInput } from './device.conf.ts';
export { adoptDevice } from './adopt-device.ts';
export { readDeviceRow, type RowReading } from './read-row.ts';
