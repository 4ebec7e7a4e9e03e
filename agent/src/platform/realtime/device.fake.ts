import { createHash } from 'node:crypto';
import type { Result } from '@synergycall/domain';
import type { DeviceRows } from './types.ts';

/** For set-up code: the value of a success; throws what went wrong. */
export function must<T>(result: Result<T, { code: string }>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** A plain UDP desk phone for tests. SECURITY: only the digest of the secret is in it, as in production. */
export function deviceRows(
  id: string,
  { secret = `secret-of-${id}`, context = 'from-test', callerid = '', realm = 'asterisk' } = {},
): DeviceRows {
  const md5_cred = createHash('md5').update(`${id}:${realm}:${secret}`).digest('hex');
  return {
    id,
    endpoint: {
      id,
      transport: null,
      aors: id,
      auth: id,
      context,
      disallow: 'all',
      allow: 'ulaw,alaw',
      direct_media: 'no',
      callerid,
      accountcode: 'acme',
      rtp_symmetric: 'yes',
      force_rport: 'yes',
      rewrite_contact: 'yes',
      media_encryption: 'no',
      webrtc: 'no',
      dtls_auto_generate_cert: 'no',
      use_avpf: 'no',
      rtcp_mux: 'no',
      bundle: 'no',
      ice_support: 'no',
      identify_by: 'username',
      device_state_busy_at: 2,
      subscribe_context: context,
      trust_id_inbound: 'no',
      send_pai: 'yes',
      allow_transfer: 'yes',
      language: '',
      mailboxes: '',
      set_var: '',
    },
    auth: { id, auth_type: 'md5', username: id, realm, md5_cred },
    aor: {
      id,
      max_contacts: 1,
      remove_existing: 'yes',
      remove_unavailable: 'no',
      qualify_frequency: 0,
      default_expiration: 3600,
      minimum_expiration: 60,
      maximum_expiration: 7200,
    },
  };
}
