import { literal } from '@synergycall/asterisk';
import { neededModules } from './modules.ts';
import type { ShadowCall, ShadowProgram } from './types.ts';

export const CALL_CONTEXT = 'shadow-call';
export const END_CONTEXT = 'shadow-end';

/** Files of a shadow by path below its folder; it has none of the distribution's. */
export function shadowConfig(input: {
  readonly dir: string;
  readonly program: ShadowProgram;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly calls: readonly ShadowCall[];
}): Readonly<Record<string, string>> {
  const { dir, program, files, calls } = input;
  const general = '[general]\n';
  const empty = [
    'ccss',
    'features',
    'indications',
    'udptl',
    'stasis',
    'http',
    'cli_permissions',
    'voicemail',
    'queues',
  ];
  return {
    'asterisk.conf': asteriskConf(dir, program),
    'etc/modules.conf': [
      '[modules]',
      'autoload = no',
      ...neededModules(files.map((file) => file.text)).map((name) => `load = ${name}.so`),
      '',
    ].join('\n'),
    // What a call does is written step by step: that is how its end is known.
    // Every step of a call is read from the log; by default Asterisk drops lines when 1,000 wait for the disk.
    'etc/logger.conf':
      '[general]\nlogger_queue_limit = 1000000\n[logfiles]\nfull.log => notice,warning,error,verbose(3)\n',
    'etc/manager.conf': '[general]\nenabled = no\nwebenabled = no\n',
    'etc/cdr.conf': '[general]\nenable = no\n',
    'etc/cel.conf': '[general]\nenable = no\n',
    'etc/acl.conf': '; nothing\n',
    // Without a default lot it would make one with 51 extensions.
    'etc/res_parking.conf': '[general]\n[default]\ncontext = shadow-no-parking\nparkpos = 1-1\n',
    'etc/extensions.conf': extensionsConf(calls),
    ...Object.fromEntries(empty.map((name) => [`etc/${name}.conf`, general])),
    ...Object.fromEntries(files.map(({ path, text }) => [`etc/${path}`, text])),
  };
}

function extensionsConf(calls: readonly ShadowCall[]): string {
  const lines = calls.flatMap(({ context, extension, at, keys }, index) => {
    // SECURITY: nothing but a closed alphabet reaches this dialplan.
    const target = `${literal('context', context)},${literal('dialled number', extension)},1`;
    return [
      `exten => ${index},1,Set(CHANNEL(hangup_handler_push)=${END_CONTEXT},s,1)`,
      ' same => n,Set(SC_TRIAL=1)',
      ...(at === undefined ? [] : [` same => n,Set(SC_NOW=${Math.floor(at / 1_000)})`]),
      ...(keys === undefined ? [] : [` same => n,Set(SC_KEYS=${literal('keys', keys)})`]),
      ` same => n,GotoIf(\${DIALPLAN_EXISTS(${target})}?${target})`,
      ' same => n,Hangup(1)',
    ];
  });
  return [
    '[general]',
    'static = yes',
    'writeprotect = yes',
    '',
    '[globals]',
    '',
    `[${CALL_CONTEXT}]`,
    ...lines,
    '',
    `[${END_CONTEXT}]`,
    'exten => s,1,Return()',
    '',
    // As in the live one (asterisk-host/config.ts). Last: what is broken in there takes nothing of ours with it.
    '#tryinclude extensions.d/synergycall/*.conf',
    '',
  ].join('\n');
}

/** Where Asterisk writes; everything else it may only read. */
export const WRITABLE = ['db', 'run', 'log', 'spool', 'varlib', 'cache', 'keys'] as const;

function asteriskConf(dir: string, { modules }: ShadowProgram): string {
  return [
    '[directories]',
    `astetcdir => ${dir}/etc`,
    `astmoddir => ${modules}`,
    `astvarlibdir => ${dir}/varlib`,
    `astdbdir => ${dir}/db`,
    `astkeydir => ${dir}/keys`,
    // A small one of its own: reading the real documentation takes five sixths of a boot (docs/decisions/0007).
    `astdatadir => ${dir}/data`,
    `astagidir => ${dir}/varlib`,
    `astspooldir => ${dir}/spool`,
    `astrundir => ${dir}/run`,
    `astlogdir => ${dir}/log`,
    `astcachedir => ${dir}/cache`,
    '',
    '[options]',
    'nocolor = yes',
    'hideconnect = yes',
    'documentation_language = en_US',
    'verbose = 3',
    'live_dangerously = no',
    '',
    '[files]',
    'astctlpermissions = 0600',
    '',
  ].join('\n');
}
