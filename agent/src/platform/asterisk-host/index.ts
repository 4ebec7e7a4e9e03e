/**
 * A private Asterisk 22: made (rootfs), configured (config), run (instance), or found on the host (existing).
 * Knows no tenants; guarantees: loopback AMI, an unprivileged user, nothing stopped that it did not start.
 */
export * from './types.ts';
export { leftRunning, startInstance } from './instance.ts';
export { keepRunning, type KeepRunningOptions, type RestartEvent } from './keep-running.ts';
export { holdLock } from './lock.ts';
export { installation, type Installation } from './installation.ts';
export { SIP_REALM, TRANSPORTS } from './pjsip-conf.ts';
export {
  canProvision,
  explain,
  provisionRootfs,
  rootfsDir,
  type CannotProvision,
  type ProvisionOptions,
  type ProvisionStep,
  type Rootfs,
} from './rootfs.ts';
export {
  adviceFor,
  amiPort,
  detectAsterisk,
  neededChanges,
  readExisting,
  type ExistingAsterisk,
  type FileNeeds,
  type NeededInput,
} from './existing.ts';
export { addMissing, type Added } from './add-missing.ts';
export { placesOf, phonesReach, programOf, type Listeners, type Places } from './existing-places.ts';
export { makeOwnedFolders, makeSharedStore, ownerOf } from './existing-folders.ts';
