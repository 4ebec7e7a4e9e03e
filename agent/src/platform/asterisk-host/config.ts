import { managerConf } from './manager-conf.ts';
import { modulesConf } from './modules-conf.ts';
import { httpConf, pjsipConf, rtpConf } from './pjsip-conf.ts';
import {
  extconfigConf,
  odbcIni,
  odbcinstIni,
  resOdbcConf,
  sorceryConf,
  sqliteConf,
  unsafeField,
} from './realtime-conf.ts';
import type { HandWritten, InstancePaths, PreparedInstance } from './types.ts';

export interface BaseConfigInput extends Omit<PreparedInstance, 'runAs'> {
  /** Folders of the installation: modules, shared data (`/usr/share/asterisk`), ODBC driver. */
  readonly install: { readonly modules: string; readonly data: string; readonly odbcDriver: string };
  readonly handWritten?: HandWritten;
  /** Writes what the dialplan does into the log (lab). */
  readonly verboseLog?: boolean;
}

/** Folders that are ours inside `etc`; made empty, filled by apply (SPEC: "folders named synergycall for each kind of file"). */
export const OWNED_FOLDERS = [
  'extensions.d',
  'pjsip.d',
  'voicemail.d',
  'queues.d',
  'parking.d',
  'musiconhold.d',
  'sounds.d',
].map((kind) => `${kind}/synergycall`);

/**
 * The base files of a private instance: pure, tenants unknown. Keys are paths below `etc`, except
 * `../asterisk.conf`. Every file Asterisk reads is there, so none of the distribution's takes part.
 * Throws when a value could break out of its line.
 */
export function baseConfig(input: BaseConfigInput): Readonly<Record<string, string>> {
  refuseUnsafe(input);
  const { realtime, ports, addresses, tls, handWritten } = input;
  const pjsip = { ports, addresses, tls, handWritten: handWritten?.pjsip };
  const general = '[general]\n';
  return {
    '../asterisk.conf': asteriskConf(input.paths, input.install),
    'modules.conf': modulesConf(realtime.kind),
    'pjsip.conf': pjsipConf(pjsip),
    'http.conf': httpConf(pjsip),
    'rtp.conf': rtpConf(ports),
    'manager.conf': managerConf(ports.ami, input.ami),
    'sorcery.conf': sorceryConf(realtime.kind),
    'extconfig.conf': extconfigConf(realtime.kind),
    ...(realtime.kind === 'sqlite'
      ? { 'res_config_sqlite3.conf': sqliteConf(realtime.file) }
      : {
          'res_odbc.conf': resOdbcConf(realtime),
          'odbc.ini': odbcIni(realtime),
          'odbcinst.ini': odbcinstIni(input.install.odbcDriver),
        }),
    'extensions.conf': withHandWritten(
      '[general]\nstatic = yes\nwriteprotect = yes\n\n[globals]\n\n#tryinclude extensions.d/synergycall/*.conf\n',
      handWritten?.extensions,
    ),
    'voicemail.conf': withHandWritten(
      '[general]\nformat = wav\nmaxsecs = 300\nminsecs = 1\n\n[default]\n\n#tryinclude voicemail.d/synergycall/*.conf\n',
      handWritten?.voicemail,
    ),
    'queues.conf': '[general]\npersistentmembers = no\nautofill = yes\n\n#tryinclude queues.d/synergycall/*.conf\n',
    'res_parking.conf':
      '[general]\nparkeddynamic = yes\n\n; stands in for the 51 extensions a missing [default] would make\n[default]\ncontext = synergycall-no-parking\nparkpos = 1-1\n\n#tryinclude parking.d/synergycall/*.conf\n',
    'musiconhold.conf': `[general]\n\n[default]\nmode = files\ndirectory = ${input.paths.varlib}/moh\n\n#tryinclude musiconhold.d/synergycall/*.conf\n`,
    // No feature codes in a call: a transfer is the phone's (REFER), so its tenant can be pinned.
    // By default PJSIP keeps *8 for a pickup of its own, and the dialplan is never asked (22.10.1).
    'features.conf':
      '[general]\npickupexten =\n\n[featuremap]\nblindxfer =>\ndisconnect =>\natxfer =>\nautomixmon =>\nparkcall =>\n',
    // Nobody listens to what variables are set to; telling it cost a tenth of a call's CPU (`npm run bench -- --only routing`).
    'stasis.conf': '[declined_message_types]\ndecline = ast_channel_varset_type\n',
    // A log of each step outruns a busy machine's disk; at the usual 1,000 waiting lines Asterisk throws the others away.
    'logger.conf': input.verboseLog
      ? '[general]\nlogger_queue_limit = 1000000\n\n[logfiles]\nfull.log => notice,warning,error,verbose(4)\n'
      : '[general]\n\n[logfiles]\nfull.log => notice,warning,error\n',
    'cdr.conf': '[general]\nenable = no\n',
    'cel.conf': '[general]\nenable = no\n',
    'indications.conf': INDICATIONS,
    ...Object.fromEntries(['ccss.conf', 'udptl.conf', 'ari.conf', 'queuerules.conf'].map((file) => [file, general])),
    ...Object.fromEntries(['acl.conf', 'pjproject.conf', 'pjsip_notify.conf'].map((file) => [file, '; nothing\n'])),
  };
}

const INDICATIONS = `[general]
country = us

[us]
description = United States / North America
ringcadence = 2000,4000
dial = 350+440
busy = 480+620/500,0/500
ring = 440+480/2000,0/4000
congestion = 480+620/250,0/250
callwaiting = 440/300,0/10000
dialrecall = !350+440/100,!0/100,!350+440/100,!0/100,!350+440/100,!0/100,350+440
record = 1400/500,0/15000
info = !950/330,!1400/330,!1800/330,0
stutter = !350+440/100,!0/100,!350+440/100,!0/100,350+440
`;

function asteriskConf(paths: InstancePaths, install: BaseConfigInput['install']): string {
  return [
    '[directories]',
    `astetcdir => ${paths.etc}`,
    `astmoddir => ${install.modules}`,
    `astvarlibdir => ${paths.varlib}`,
    `astdbdir => ${paths.astdb.slice(0, paths.astdb.lastIndexOf('/'))}`,
    `astkeydir => ${paths.keys}`,
    `astdatadir => ${install.data}`,
    `astagidir => ${paths.varlib}/agi-bin`,
    `astspooldir => ${paths.spool}`,
    `astrundir => ${paths.run}`,
    `astlogdir => ${paths.log}`,
    `astcachedir => ${paths.cache}`,
    '',
    '[options]',
    'nocolor = yes',
    'hideconnect = yes',
    'documentation_language = en_US',
    // SECURITY: keeps dangerous functions (SHELL, FILE, CURL, DB deletion…) away from AMI and from values.
    'live_dangerously = no',
    '',
    '[files]',
    'astctlpermissions = 0600',
    '',
  ].join('\n');
}

function withHandWritten(text: string, extra: string | undefined): string {
  return extra ? `${text}\n; hand-written\n${extra}\n` : text;
}

/** SECURITY: nothing given may carry a line break, comment or section into a file. */
function refuseUnsafe(input: BaseConfigInput): void {
  const { addresses, tls, ami, realtime } = input;
  const unsafe = unsafeField(realtime);
  if (unsafe)
    throw new Error(`asterisk-host: realtime ${unsafe} holds characters that a configuration file cannot carry`);
  const values = [addresses.bind, addresses.external ?? '', ...(addresses.localNets ?? [])];
  if (!values.every((value) => /^[\w:.[\]/-]*$/.test(value)))
    throw new Error('asterisk-host: addresses must be IP addresses, host names or CIDR blocks');
  const words = [
    tls.certificate,
    tls.key,
    input.paths.dir,
    ...Object.values(ami).flatMap((a) => [a.username, a.password]),
  ];
  if (!words.every((word) => /^[\w./@+=-]+$/.test(word)))
    throw new Error('asterisk-host: a path or AMI account holds characters that a configuration file cannot carry');
}
