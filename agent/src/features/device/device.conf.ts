import {
  hintContext,
  lampOf,
  type DeviceSnapshot,
  type TenantSnapshot,
  type Transport,
  type UserId,
  type UserSnapshot,
} from '@synergycall/domain';
import {
  callerNameVariable,
  formatCallerId,
  type AorRow,
  type DeviceRows,
  type EndpointRow,
} from '../../platform/realtime/index.ts';

/** What a row holds that is no part of the model. */
export interface DeviceRowInput {
  /** SECURITY: md5(username:realm:secret) in hex; as good as the secret. */
  readonly md5Cred: string;
  /** The box's realm, the same for all (or unknown users could be told from known ones). */
  readonly realm: string;
  /** Live state: entryContext(tag), or suspendedContext(tag). Set at insert and never by a later apply. */
  readonly context: string;
}

/** In seconds. A phone that vanished shows as unreachable within QUALIFY_EVERY + 3 (SPEC: 60). */
const QUALIFY_EVERY = 30;
const REGISTER = { default: 300, minimum: 60, maximum: 3_600 };

/** The endpoint, auth and aor rows of a device; all named after its SIP username. Pure: equal input, equal rows. */
export function deviceRows(snapshot: TenantSnapshot, device: DeviceSnapshot, input: DeviceRowInput): DeviceRows {
  const id = device.sipUsername;
  const owner = ownerOf(snapshot, device);
  if (!owner)
    throw new Error(`device ${device.id} belongs to nobody: compilePlan reports that before anything is rendered`);
  return {
    id,
    endpoint: {
      id,
      aors: id,
      auth: id,
      // Asterisk answers on the transport a request came by and dials by the contact; naming one would only send
      // calls the wrong way for a phone that registered over another.
      transport: null,
      context: input.context,
      // SECURITY: a SUBSCRIBE looks for hints there and nowhere else.
      subscribe_context: hintContext(snapshot.tenant.tag),
      disallow: 'all',
      allow: device.codecs.join(','),
      // The caller's number and name: with a number here, chan_pjsip ignores what the phone writes into From.
      callerid: formatCallerId(owner.name, String(owner.extension)),
      trust_id_inbound: 'no',
      send_pai: 'yes',
      accountcode: snapshot.tenant.tag,
      language: 'en',
      mailboxes: lampOf(snapshot, device.userId, owner),
      // What of a long name `callerid` can't carry.
      set_var: callerNameVariable(owner.name),
      identify_by: 'username',
      allow_transfer: 'yes',
      device_state_busy_at: 0,
      direct_media: 'no',
      ...natColumns(device),
      ...mediaColumns(device.transport),
    },
    auth: { id, auth_type: 'md5', username: id, realm: input.realm, md5_cred: input.md5Cred },
    aor: aorRow(id),
  };
}

type People = TenantSnapshot['users'];
const peopleById = new WeakMap<People, ReadonlyMap<UserId, UserSnapshot>>();

/** By a map made once per snapshot: to look through all people for each device took 0.3 s for 10,000 phones of 1,000. */
function ownerOf({ users }: TenantSnapshot, { userId }: DeviceSnapshot): UserSnapshot | undefined {
  let byId = peopleById.get(users);
  if (!byId) peopleById.set(users, (byId = new Map(users.map((user) => [user.id, user]))));
  return byId.get(userId);
}

/**
 * One phone per credential: a phone that comes back from another address replaces its old contact at once instead of
 * being refused, and the old one does not ring on.
 */
function aorRow(id: string): AorRow {
  return {
    id,
    max_contacts: 1,
    remove_existing: 'yes',
    remove_unavailable: 'no',
    qualify_frequency: QUALIFY_EVERY,
    default_expiration: REGISTER.default,
    minimum_expiration: REGISTER.minimum,
    maximum_expiration: REGISTER.maximum,
  };
}

function natColumns({
  nat,
  transport,
}: DeviceSnapshot): Pick<EndpointRow, 'rtp_symmetric' | 'force_rport' | 'rewrite_contact'> {
  const behindRouter = nat === 'auto' || transport === 'wss' ? 'yes' : 'no';
  return {
    rtp_symmetric: behindRouter,
    force_rport: behindRouter,
    // SECURITY: calls go to where the REGISTER came from, never to where its Contact says: that may be another company's
    // phone, which would ring (tests/isolation/identity.lab.test.ts). And a browser's contact is a made-up name.
    rewrite_contact: 'yes',
  };
}

type MediaColumns = Pick<
  EndpointRow,
  'media_encryption' | 'webrtc' | 'dtls_auto_generate_cert' | 'use_avpf' | 'rtcp_mux' | 'bundle' | 'ice_support'
>;
const PLAIN: MediaColumns = {
  media_encryption: 'no',
  webrtc: 'no',
  dtls_auto_generate_cert: 'no',
  use_avpf: 'no',
  rtcp_mux: 'no',
  bundle: 'no',
  ice_support: 'no',
};

/** Encrypted signalling comes with encrypted media; keys for SRTP in clear SIP would protect nothing. */
function mediaColumns(transport: Transport): MediaColumns {
  switch (transport) {
    case 'udp':
    case 'tcp':
      return PLAIN;
    case 'tls':
      return { ...PLAIN, media_encryption: 'sdes' };
    case 'wss':
      return {
        media_encryption: 'dtls',
        webrtc: 'yes',
        dtls_auto_generate_cert: 'yes',
        use_avpf: 'yes',
        rtcp_mux: 'yes',
        bundle: 'yes',
        ice_support: 'yes',
      };
  }
}
