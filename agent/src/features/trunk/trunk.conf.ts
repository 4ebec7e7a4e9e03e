import { literal, renderSections, type GeneratedFile, type Section } from '@synergycall/asterisk';
import { trunkAuthName, trunkContext, trunkName, type TenantTag, type TrunkSnapshot } from '@synergycall/domain';

/** In seconds. A carrier that is gone shows within QUALIFY_EVERY + 3. */
const QUALIFY_EVERY = 30;
const REGISTER_FOR = 600;
const RETRY_AFTER = 30;
/** After a refusal (a wrong password, a closed account): again and again, but without the carrier taking it for an attack. */
const REFUSED_RETRY_AFTER = 300;

export const TRUNK_REMARK = [
  'Written by SynergyCall. A change by hand stops the next apply: decide under Differences.',
];

/** One file per tenant and one for the box, relative to `pjsip.d/synergycall` (flat: that is what pjsip.conf includes). */
export const trunkFilePath = (tag: TenantTag | null): string => (tag === null ? 'trunks.conf' : `trunks-${tag}.conf`);

/**
 * Endpoint, AOR, and registration or identify of each trunk, all named after its id. SECURITY: no password: it stands in
 * `ps_auths` (decision 0009), and the name of its row changes with it. Pure; the order of the trunks does not matter.
 */
export function renderTrunkFile(tag: TenantTag | null, trunks: readonly TrunkSnapshot[]): GeneratedFile {
  return {
    path: trunkFilePath(tag),
    text: renderSections(
      sorted(trunks).flatMap((trunk) => sections(tag, trunk)),
      TRUNK_REMARK,
    ),
  };
}

export const sorted = (trunks: readonly TrunkSnapshot[]): readonly TrunkSnapshot[] =>
  trunks.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

function sections(tag: TenantTag | null, trunk: TrunkSnapshot): Section[] {
  const name = literal('trunk name', trunkName(trunk.id));
  const auth: [string, string][] =
    trunk.credentialsVersion === null ? [] : [['outbound_auth', trunkAuthName(trunk.id, trunk.credentialsVersion)]];
  return [
    {
      name,
      settings: [
        ['type', 'endpoint'],
        ['context', trunkContext(trunk.id)],
        ['disallow', 'all'],
        ['allow', trunk.codecs.join(',')],
        ['aors', name],
        // SECURITY: it has no password of its own, so no name in From may make anybody it. A trunk by registration is
        // known by the line in its contact, before any of the named ways.
        ['identify_by', 'ip'],
        ...auth,
        ...optional('from_user', trunk.fromUser ?? (trunk.callerId.where === 'pai' ? trunk.username : null)),
        ...optional('from_domain', trunk.fromDomain),
        // Whose calls these are, for those who ask which calls may hold a tenant's generation.
        ...optional('accountcode', tag),
        ['direct_media', 'no'],
        ['rtp_symmetric', 'yes'],
        ['force_rport', 'yes'],
        // A carrier's contact may be another machine of it than the one that sent.
        ['rewrite_contact', 'no'],
        ['trust_id_inbound', 'yes'],
        ['send_pai', trunk.callerId.where === 'from' ? 'no' : 'yes'],
        // SECURITY: who answers, or takes over a call, is no carrier's to know.
        ['send_connected_line', 'no'],
        ['send_rpid', 'no'],
        // SECURITY: a carrier neither transfers our calls nor watches our phones.
        ['allow_transfer', 'no'],
        ['allow_subscribe', 'no'],
        ['media_encryption', trunk.transport === 'tls' ? 'sdes' : 'no'],
        ['media_encryption_optimistic', trunk.transport === 'tls' ? 'yes' : 'no'],
        ['language', 'en'],
      ],
    },
    {
      name,
      settings: [
        ['type', 'aor'],
        ['contact', uri(trunk)],
        ['qualify_frequency', String(QUALIFY_EVERY)],
      ],
    },
    trunk.kind === 'registration' ? registration(name, trunk, auth) : identify(name, trunk),
  ].filter((section): section is Section => section !== null);
}

const registration = (name: string, trunk: TrunkSnapshot, auth: readonly [string, string][]): Section => ({
  name,
  settings: [
    ['type', 'registration'],
    ['server_uri', uri(trunk)],
    ['client_uri', uri(trunk, trunk.username ?? name)],
    ['contact_user', name],
    ...auth,
    // The carrier calls our contact with the line that we gave it: so trunks at one carrier are told apart.
    ['line', 'yes'],
    ['endpoint', name],
    ['expiration', String(REGISTER_FOR)],
    ['retry_interval', String(RETRY_AFTER)],
    // Without these a 403 ends the registration until the next restart (22.10.1).
    ['forbidden_retry_interval', String(REFUSED_RETRY_AFTER)],
    ['fatal_retry_interval', String(REFUSED_RETRY_AFTER)],
    ['max_retries', '1000000'],
    ['auth_rejection_permanent', 'no'],
    // Asterisk's own ten seconds of patience would show each new trunk as unregistered for as long.
    ['max_random_initial_delay', '1'],
  ],
});

/** null: calls go out by it only. */
const identify = (name: string, { matchAddresses }: TrunkSnapshot): Section | null =>
  matchAddresses.length === 0
    ? null
    : {
        name,
        settings: [
          ['type', 'identify'],
          ['endpoint', name],
          // Addresses only: nobody's DNS says who we take for the carrier.
          ['srv_lookups', 'no'],
          ...matchAddresses.toSorted().map((address): [string, string] => ['match', address]),
        ],
      };

/** `transport` as a parameter, so that it works whatever the box's transports are called. */
function uri({ host, port, transport }: TrunkSnapshot, user?: string): string {
  const at = user === undefined ? '' : `${user}@`;
  return `sip:${at}${host}${port === null ? '' : `:${port}`}${transport === 'udp' ? '' : `;transport=${transport}`}`;
}

const optional = (key: string, value: string | null): [string, string][] => (value === null ? [] : [[key, value]]);
