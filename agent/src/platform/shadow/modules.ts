/** What the shadow itself stands on. */
const OWN = ['pbx_config', 'res_clioriginate', 'app_stack', 'func_channel', 'func_dialplan'];

/**
 * Modules of the applications and functions that are not in Asterisk's core, by their names. SECURITY: what is not
 * here is not loaded, so no text can reach it: no channel driver (a Dial in the shadow finds no technology), no shell,
 * no files, no network. Names that are missing here are found by the check of what is loaded.
 */
const APPLICATIONS: Readonly<Record<string, readonly string[]>> = {
  app_cdr: ['ResetCDR'],
  app_channelredirect: ['ChannelRedirect'],
  app_controlplayback: ['ControlPlayback'],
  app_db: ['DBdel', 'DBdeltree'],
  app_dial: ['Dial', 'RetryDial'],
  app_directed_pickup: ['Pickup', 'PickupChan'],
  app_echo: ['Echo'],
  // Local channels are all that it finds here.
  app_originate: ['Originate'],
  app_playback: ['Playback'],
  app_playtones: ['PlayTones', 'StopPlayTones'],
  app_queue: ['Queue', 'AddQueueMember', 'RemoveQueueMember', 'PauseQueueMember', 'UnpauseQueueMember', 'QueueLog'],
  app_read: ['Read'],
  app_record: ['Record'],
  app_sayunixtime: ['SayUnixTime', 'DateTime'],
  app_senddtmf: ['SendDTMF'],
  app_userevent: ['UserEvent'],
  app_verbose: ['Verbose', 'Log'],
  app_voicemail: ['VoiceMail', 'VoiceMailMain', 'MailboxExists', 'VMAuthenticate'],
  func_hangupcause: ['HangupCauseClear'],
  app_while: ['While', 'EndWhile', 'ExitWhile', 'ContinueWhile'],
  res_parking: ['Park', 'ParkAndAnnounce', 'ParkedCall'],
  res_musiconhold: ['MusicOnHold', 'StartMusicOnHold', 'StopMusicOnHold'],
};
const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  app_queue: ['QUEUE_MEMBER'],
  func_base64: ['BASE64_ENCODE', 'BASE64_DECODE'],
  func_callerid: ['CALLERID', 'CALLERPRES', 'CONNECTEDLINE', 'REDIRECTING'],
  func_cdr: ['CDR', 'CDR_PROP'],
  func_cut: ['CUT', 'SORT'],
  func_db: ['DB', 'DB_EXISTS', 'DB_KEYS', 'DB_KEYCOUNT', 'DB_DELETE'],
  func_devstate: ['DEVICE_STATE', 'HINT'],
  func_extstate: ['EXTENSION_STATE'],
  func_global: ['GLOBAL', 'SHARED'],
  func_groupcount: ['GROUP', 'GROUP_COUNT', 'GROUP_LIST', 'GROUP_MATCH_COUNT'],
  func_hangupcause: ['HANGUPCAUSE', 'HANGUPCAUSE_KEYS'],
  func_json: ['JSON_DECODE'],
  func_lock: ['LOCK', 'TRYLOCK', 'UNLOCK'],
  func_logic: ['ISNULL', 'SET', 'EXISTS', 'IF', 'IFTIME', 'IMPORT', 'DELETE', 'VARIABLE_EXISTS'],
  func_math: ['MATH', 'INC', 'DEC', 'ABS', 'MIN', 'MAX'],
  func_md5: ['MD5'],
  func_module: ['IFMODULE'],
  func_presencestate: ['PRESENCE_STATE'],
  func_rand: ['RAND'],
  func_sha1: ['SHA1'],
  func_sprintf: ['SPRINTF'],
  func_strings:
    'FIELDQTY FIELDNUM FILTER REPLACE STRREPLACE STRBETWEEN LISTFILTER REGEX ARRAY QUOTE CSV_QUOTE LEN STRFTIME STRPTIME EVAL KEYPADHASH HASHKEYS HASH TOUPPER TOLOWER SHIFT POP PUSH UNSHIFT PASSTHRU TRIM LTRIM RTRIM'.split(
      ' ',
    ),
  func_timeout: ['TIMEOUT'],
  func_uri: ['URIENCODE', 'URIDECODE'],
  func_uuid: ['UUID'],
  func_version: ['VERSION'],
  func_vmcount: ['VMCOUNT', 'VM_INFO'],
  func_volume: ['VOLUME'],
};

const byName = (modules: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(modules).flatMap(([module, names]) => names.map((name) => [name.toLowerCase(), module])));
const MODULE_OF_APPLICATION = byName(APPLICATIONS);
const MODULE_OF_FUNCTION = byName(FUNCTIONS);

/** The modules that these texts need, and those that the shadow needs; sorted. */
export function neededModules(texts: readonly string[]): readonly string[] {
  const modules = new Set(OWN);
  for (const text of texts) {
    for (const [, name = ''] of text.matchAll(/,\s*([A-Za-z][A-Za-z0-9]*)\(/g))
      add(modules, MODULE_OF_APPLICATION.get(name.toLowerCase()));
    for (const [, name = ''] of text.matchAll(/([A-Z][A-Z0-9_]*)\(/g))
      add(modules, MODULE_OF_FUNCTION.get(name.toLowerCase()));
  }
  return [...modules].toSorted();
}

const add = (modules: Set<string>, module: string | undefined): void => void (module && modules.add(module));
