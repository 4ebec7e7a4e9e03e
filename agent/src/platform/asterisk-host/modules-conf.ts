import type { RealtimeStore } from './types.ts';

/**
 * Modules a private instance loads, by purpose. `autoload=no`, so what is absent cannot be reached:
 * SECURITY: func_shell, app_system, app_exec, app_mixmonitor, pbx_spool, func_env, func_sorcery (reads auth objects),
 * func_realtime, func_odbc and func_curl stay out on purpose. app_originate and app_softhangup are in for the watch over
 * silent carriers (decision 0010), whose text is fixed.
 */
const CODECS = [
  'codec_ulaw',
  'codec_alaw',
  'codec_a_mu',
  'codec_g722',
  'codec_gsm',
  'codec_resample',
  'codec_opus_open_source',
];

const FORMATS = ['format_gsm', 'format_wav', 'format_wav_gsm', 'format_pcm', 'format_sln', 'res_format_attr_opus'];

const CORE = [
  'res_timing_timerfd',
  'pbx_config',
  'bridge_simple',
  'bridge_native_rtp',
  'bridge_builtin_features',
  'bridge_holding',
  'bridge_softmix',
  'res_musiconhold',
  'res_manager_devicestate',
  'res_security_log',
  // res_agi (FastAGI) does not load without res_speech (seen on 22.10.1).
  'res_speech',
  'res_agi',
];

const PJSIP = [
  'res_sorcery_config',
  'res_sorcery_memory',
  'res_sorcery_astdb',
  'res_sorcery_realtime',
  'res_sorcery_memory_cache',
  'res_crypto',
  'res_srtp',
  'res_rtp_asterisk',
  'res_pjproject',
  'res_pjsip',
  'res_pjsip_acl',
  'res_pjsip_authenticator_digest',
  'res_pjsip_caller_id',
  'res_pjsip_diversion',
  'res_pjsip_dlg_options',
  'res_pjsip_dtmf_info',
  'res_pjsip_empty_info',
  'res_pjsip_endpoint_identifier_ip',
  'res_pjsip_endpoint_identifier_user',
  'res_pjsip_header_funcs',
  'res_pjsip_logger',
  'res_pjsip_maintenance',
  'res_pjsip_messaging',
  'res_pjsip_nat',
  'res_pjsip_notify',
  'res_pjsip_outbound_authenticator_digest',
  'res_pjsip_outbound_publish',
  'res_pjsip_outbound_registration',
  'res_pjsip_path',
  'res_pjsip_refer',
  'res_pjsip_registrar',
  'res_pjsip_rfc3326',
  'res_pjsip_sdp_rtp',
  'res_pjsip_session',
  'res_pjsip_pubsub',
  'res_pjsip_exten_state',
  'res_pjsip_dialog_info_body_generator',
  'res_pjsip_pidf_body_generator',
  'res_pjsip_xpidf_body_generator',
  'res_pjsip_mwi',
  'res_pjsip_mwi_body_generator',
  'res_pjsip_sips_contact',
  'res_http_websocket',
  'res_pjsip_transport_websocket',
  'chan_pjsip',
  'func_pjsip_aor',
  'func_pjsip_contact',
  'func_pjsip_endpoint',
];

const APPLICATIONS = [
  'app_cdr',
  'app_controlplayback',
  'app_db',
  'app_dial',
  'app_directed_pickup',
  'app_echo',
  'app_milliwatt',
  'app_originate',
  'app_playback',
  'app_playtones',
  'app_queue',
  'app_read',
  'app_record',
  'app_sayunixtime',
  'app_senddtmf',
  'app_softhangup',
  'app_stack',
  'app_userevent',
  'app_verbose',
  'app_voicemail',
  'app_while',
  'res_parking',
];

const FUNCTIONS = [
  'func_base64',
  'func_callerid',
  'func_cdr',
  'func_channel',
  'func_cut',
  'func_db',
  'func_devstate',
  'func_dialplan',
  'func_extstate',
  'func_global',
  'func_groupcount',
  'func_hangupcause',
  'func_json',
  'func_lock',
  'func_logic',
  'func_math',
  'func_md5',
  'func_module',
  'func_presencestate',
  'func_rand',
  'func_sha1',
  'func_sprintf',
  'func_strings',
  'func_timeout',
  'func_uri',
  'func_uuid',
  'func_version',
  'func_vmcount',
  'func_volume',
];

/** What generated files and realtime phones stand on; asked for by name where a host's Asterisk does not autoload. */
export const ESSENTIAL_MODULES: readonly string[] = [
  'pbx_config',
  'res_sorcery_config',
  'res_sorcery_astdb',
  'res_sorcery_realtime',
  'res_sorcery_memory_cache',
  'res_pjsip',
  'res_pjsip_session',
  'res_pjsip_registrar',
  'res_pjsip_authenticator_digest',
  'res_pjsip_endpoint_identifier_user',
  'res_pjsip_endpoint_identifier_ip',
  'res_pjsip_sdp_rtp',
  'res_pjsip_header_funcs',
  'res_pjsip_outbound_authenticator_digest',
  'res_pjsip_outbound_registration',
  'res_rtp_asterisk',
  'chan_pjsip',
  'app_dial',
  'app_echo',
  'app_originate',
  'app_playback',
  'app_queue',
  'app_read',
  'app_softhangup',
  'app_stack',
  'app_userevent',
  'app_voicemail',
  'func_callerid',
  'func_channel',
  'func_cut',
  'func_db',
  'func_devstate',
  'func_dialplan',
  'func_global',
  'func_groupcount',
  'func_hangupcause',
  'func_lock',
  'func_logic',
  'func_strings',
];

/** The realtime driver is preloaded: PJSIP reads its objects while it loads. Order measured on 22.10.1 (ASTERISK.md). */
export function realtimePreloads(kind: RealtimeStore['kind']): readonly string[] {
  return kind === 'sqlite' ? ['res_config_sqlite3'] : ['res_odbc_transaction', 'res_odbc', 'res_config_odbc'];
}

/** `modules.conf` of a private instance. */
export function modulesConf(kind: RealtimeStore['kind']): string {
  const loads = [...CORE, ...CODECS, ...FORMATS, ...PJSIP, ...APPLICATIONS, ...FUNCTIONS];
  return [
    '[modules]',
    'autoload = no',
    ...realtimePreloads(kind).map((name) => `preload = ${name}.so`),
    ...loads.map((name) => `load = ${name}.so`),
    '',
  ].join('\n');
}
