/**
 * Every column the tables get. The names are what Asterisk 22.10.1 answers to `config show help res_pjsip
 * endpoint|auth|aor`; all are made at once, since an ALTER under a running Asterisk wedged PJSIP until restart
 * (ASTERISK.md). All are text: Asterisk reads options as text anyway, and NULL integers flood its log.
 */
export type Column = {
  readonly name: string;
  readonly width: number;
  readonly unicode: boolean;
  /** Asterisk's own default, for columns that must not be empty. */
  readonly fallback: string | null;
};
/** The first column is the key. */
export type Table = {
  readonly name:
    | 'ps_endpoints'
    | 'ps_auths'
    | 'ps_aors'
    | 'voicemail_users'
    | 'queues'
    | 'queue_members'
    | 'musiconhold';
  readonly columns: readonly Column[];
};

const ID_WIDTH = 128;
const YES_NO = 5;
const NUMBER = 11;
const WORD = 40;
/** From 256 bytes up InnoDB keeps a column off the page, below it counts whole towards the 8,126 bytes of a row. */
const TEXT = 256;
const LONG = 1024;

/**
 * res_config_sqlite3 turns NULL into '' when it reads several rows (not when it reads one), and '' is an error for
 * some options and "no" for switches (22.10.1: `Error parsing callerid_privacy=`, and the endpoint is missing from
 * every list). So a column that has a default in Asterisk says it; both databases alike. Left out:
 * `preferred_codec_only` (deprecated; saying it at all contradicts `incoming_call_offer_pref`) and `stir_shaken` (a WARNING each time).
 */
const FALLBACKS: ReadonlyMap<string, string> = new Map([
  ...each(
    'yes',
    `100rel aggregate_mwi allow_overlap allow_subscribe allow_transfer direct_media follow_early_media_fork
     force_rport refer_blind_progress send_connected_line send_diversion timers trust_connected_line`,
  ),
  ...each(
    'no',
    `accept_multiple_sdp_answers allow_unauthenticated_options asymmetric_rtp_codec authenticate_qualify
     bind_rtp_to_media_address bundle disable_direct_media_on_nat dtls_auto_generate_cert dtls_verify fax_detect
     force_avp g726_non_standard ice_support ignore_183_without_sdp inband_progress media_encryption
     media_encryption_optimistic media_use_received_transport moh_passthrough mwi_subscribe_replaces_unsolicited
     notify_early_inuse_ringing one_touch_recording qualify_2xx_only remove_existing remove_unavailable
     rewrite_contact rpid_immediate rtcp_mux rtp_ipv6 rtp_symmetric security_negotiation send_aoc send_history_info
     send_pai send_rpid srtp_tag_32 support_path suppress_moh_on_sendonly suppress_q850_reason_headers
     t38_bind_udptl_to_media_address t38_udptl t38_udptl_ipv6 t38_udptl_nat trust_id_inbound trust_id_outbound
     use_avpf use_ptime user_eq_phone webrtc`,
  ),
  ...each(
    '0',
    `cos_audio cos_video device_state_busy_at dtls_rekey fax_detect_timeout max_contacts qualify_frequency
     rtp_keepalive rtp_port_end rtp_port_start rtp_timeout rtp_timeout_hold sub_min_expiry t38_udptl_maxdatagram
     tos_audio tos_video`,
  ),
  ...each(
    'prefer: pending, operation: intersect, keep: all, transcode: allow',
    'codec_prefs_incoming_answer codec_prefs_incoming_offer codec_prefs_outgoing_answer codec_prefs_outgoing_offer',
  ),
  ['identify_by', 'username,ip'],
  ['sdp_owner', '-'],
  ['sdp_session', 'Asterisk'],
  ['callerid_privacy', 'allowed_not_screened'],
  ['moh_suggest', 'default'],
  ['rtp_engine', 'asterisk'],
  ['record_on_feature', 'automixmon'],
  ['record_off_feature', 'automixmon'],
  ['direct_media_method', 'invite'],
  ['direct_media_glare_mitigation', 'none'],
  ['connected_line_method', 'invite'],
  ['dtmf_mode', 'rfc4733'],
  ['redirect_method', 'user'],
  ['t38_udptl_ec', 'none'],
  ['incoming_call_offer_pref', 'local'],
  ['outgoing_call_offer_pref', 'remote_merge'],
  ['timers_min_se', '90'],
  ['timers_sess_expires', '1800'],
  ['max_audio_streams', '1'],
  ['max_video_streams', '1'],
  ['auth_type', 'userpass'],
  ['nonce_lifetime', '32'],
  ['default_expiration', '3600'],
  ['maximum_expiration', '7200'],
  ['minimum_expiration', '60'],
  ['qualify_timeout', '3.0'],
]);

function each(value: string, names: string): [string, string][] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => [name, value]);
}

const of = (width: number, names: string): Column[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => ({ name, width, unicode: false, fallback: FALLBACKS.get(name) ?? null }));
const unicode = (width: number, names: string): Column[] =>
  of(width, names).map((column) => ({ ...column, unicode: true }));

const endpoints: readonly Column[] = [
  ...of(ID_WIDTH, 'id'),
  ...of(LONG, 'aors'),
  ...unicode(LONG, 'callerid set_var'),
  ...of(
    TEXT,
    `auth outbound_auth outbound_proxy allow disallow mailboxes accountcode transport dtls_cert_file dtls_private_key dtls_cipher
     dtls_ca_file dtls_ca_path deny permit acl contact_acl contact_deny contact_permit security_mechanisms named_call_group
     named_pickup_group call_group pickup_group incoming_mwi_mailbox stir_shaken_profile geoloc_incoming_call_profile
     geoloc_outgoing_call_profile codec_prefs_incoming_offer codec_prefs_outgoing_offer codec_prefs_incoming_answer
     codec_prefs_outgoing_answer tenantid context subscribe_context message_context overlap_context identify_by
     follow_redirect_methods callerid_tag voicemail_extension from_user mwi_from_user from_domain contact_user media_address
     sdp_owner sdp_session`,
  ),
  ...of(
    WORD,
    `callerid_privacy moh_suggest tone_zone language rtp_engine record_on_feature record_off_feature direct_media_method
     direct_media_glare_mitigation connected_line_method dtmf_mode redirect_method timers media_encryption t38_udptl_ec dtls_verify
     dtls_setup dtls_fingerprint incoming_call_offer_pref outgoing_call_offer_pref security_negotiation 100rel
     tos_audio tos_video`,
  ),
  ...of(
    NUMBER,
    `timers_min_se timers_sess_expires device_state_busy_at t38_udptl_maxdatagram fax_detect_timeout cos_audio cos_video
     sub_min_expiry dtls_rekey rtp_keepalive rtp_timeout rtp_timeout_hold rtp_port_start rtp_port_end max_audio_streams
     max_video_streams`,
  ),
  ...of(
    YES_NO,
    `aggregate_mwi allow_overlap trust_connected_line send_connected_line direct_media disable_direct_media_on_nat
     bind_rtp_to_media_address force_rport ice_support mwi_subscribe_replaces_unsolicited rewrite_contact rtp_ipv6 rtp_symmetric
     send_diversion send_history_info send_pai send_rpid rpid_immediate trust_id_inbound trust_id_outbound use_ptime use_avpf
     force_avp media_use_received_transport media_encryption_optimistic g726_non_standard inband_progress t38_udptl fax_detect
     t38_udptl_nat t38_udptl_ipv6 t38_bind_udptl_to_media_address one_touch_recording allow_transfer user_eq_phone moh_passthrough
     allow_subscribe dtls_auto_generate_cert srtp_tag_32 asymmetric_rtp_codec rtcp_mux refer_blind_progress
     notify_early_inuse_ringing bundle webrtc follow_early_media_fork accept_multiple_sdp_answers suppress_q850_reason_headers
     ignore_183_without_sdp allow_unauthenticated_options send_aoc suppress_moh_on_sendonly`,
  ),
];

const auths: readonly Column[] = [
  ...of(ID_WIDTH, 'id'),
  ...of(LONG, 'password_digest refresh_token'),
  ...of(TEXT, 'username password realm oauth_clientid oauth_secret supported_algorithms_uac supported_algorithms_uas'),
  ...of(WORD, 'auth_type md5_cred'),
  ...of(NUMBER, 'nonce_lifetime'),
];

const aors: readonly Column[] = [
  ...of(ID_WIDTH, 'id'),
  // `contact` stays empty (phones register into AstDB), but ODBC complains without the column.
  ...of(LONG, 'contact'),
  ...of(TEXT, 'mailboxes voicemail_extension outbound_proxy'),
  ...of(
    NUMBER,
    'default_expiration maximum_expiration minimum_expiration max_contacts qualify_frequency qualify_timeout',
  ),
  ...of(YES_NO, 'remove_existing remove_unavailable qualify_2xx_only authenticate_qualify support_path'),
];

/** As app_voicemail asks for a mailbox: by `mailbox` and `context`. */
const mailboxes: readonly Column[] = [
  ...of(ID_WIDTH, 'uniqueid'),
  ...of(80, 'context mailbox password'),
  ...unicode(TEXT, 'fullname email'),
];

/** As app_queue reads a queue; every column that it may be told by us, so that no later version has to alter the table. */
const queues: readonly Column[] = [
  ...of(ID_WIDTH, 'name'),
  ...of(TEXT, 'musiconhold periodic_announce joinempty leavewhenempty'),
  ...of(WORD, 'strategy announce_holdtime announce_position timeoutpriority'),
  ...of(
    NUMBER,
    `timeout retry wrapuptime maxlen weight announce_frequency min_announce_frequency announce_round_seconds
     periodic_announce_frequency servicelevel memberdelay`,
  ),
  ...of(YES_NO, 'ringinuse autofill announce_to_first_user relative_periodic_announce timeoutrestart reportholdtime'),
];
/** `paused` and `reason_paused` are written by Asterisk too. */
const queueMembers: readonly Column[] = [
  ...of(ID_WIDTH, 'uniqueid queue_name interface membername state_interface'),
  ...of(80, 'reason_paused'),
  ...of(NUMBER, 'penalty paused wrapuptime'),
  ...of(YES_NO, 'ringinuse'),
];
const musiconhold: readonly Column[] = [
  ...of(80, 'name'),
  ...of(TEXT, 'directory application'),
  ...of(LONG, 'entry'),
  ...of(WORD, 'mode sort format digit'),
];

export const TABLES: readonly Table[] = [
  { name: 'ps_endpoints', columns: endpoints },
  { name: 'ps_auths', columns: auths },
  { name: 'ps_aors', columns: aors },
  { name: 'voicemail_users', columns: mailboxes },
  { name: 'queues', columns: queues },
  { name: 'queue_members', columns: queueMembers },
  { name: 'musiconhold', columns: musiconhold },
];
