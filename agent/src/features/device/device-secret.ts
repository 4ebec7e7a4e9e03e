import type { DeviceCredentials, DeviceId, SipUsername, Transport } from '@synergycall/domain';
import { Secret, type Keyring } from '../../platform/crypto/index.ts';
import { newSipSecret } from '../../platform/random/index.ts';
import { portOf, type Signalling } from './signalling.ts';

/** What a sealed SIP secret belongs to: in another device's row it doesn't open. */
export const secretPlace = (id: DeviceId): string => `device:${id}`;

export interface CredentialDeps {
  readonly keyring: Keyring;
  readonly signalling: () => Signalling;
}

/** A fresh SIP secret: sealed for the row, and once in clear for the answer. */
export function issueCredentials(
  deps: CredentialDeps,
  device: { id: DeviceId; sipUsername: SipUsername; transport: Transport; realm: string },
): { sealed: string; credentials: DeviceCredentials } {
  const clear = newSipSecret();
  const signalling = deps.signalling();
  const credentials = {
    deviceId: device.id,
    sipUsername: device.sipUsername,
    // SECURITY: the only place where a SIP secret leaves in clear; shown once, to whoever may create devices.
    secret: clear,
    server: signalling.address,
    port: portOf(signalling, device.transport),
    transport: device.transport,
    realm: device.realm,
  };
  return { sealed: deps.keyring.seal(new Secret(clear), secretPlace(device.id)), credentials };
}
