import type { AmiAccounts } from './types.ts';

/**
 * What the writer may do. Seen on 22.10.1: `system` carries DBPut/Get/Del/DelTree, Reload, PJSIPShow*,
 * SorceryMemoryCacheExpire*, CoreShowChannels; ShowDialPlan wants config or reporting, and reporting only
 * reads; VoicemailRefresh (lamps, after messages were moved) wants user. SECURITY: `system` can read manager.conf and load modules: the writer's secret is root's.
 */
export const WRITER_WRITE = 'system,reporting,originate,user';

/** FullyBooted is of class system and is sent at log-in; the filter keeps every other event away. */
export const WRITER_READ = 'system';

/** Events: ContactStatus, Registry, FullyBooted (system); channels and device states (call); UserEvent; queues (agent); refused log-ins (security). */
export const READER_READ = 'system,call,user,agent,security';

/**
 * What nobody here listens to: of each step of the dialplan, each spelling of a number, each bridge, each sign-in. Without
 * all but the first a call costs 2 to 4 % less (`npm run bench -- --only routing`).
 */
const UNHEARD = [
  'Newexten',
  'NewCallerid',
  'NewConnectedLine',
  'Newstate',
  'BridgeCreate',
  'BridgeEnter',
  'BridgeLeave',
  'BridgeDestroy',
  'LocalBridge',
  'HangupRequest',
  'SoftHangupRequest',
  'ChallengeSent',
  'SuccessfulAuth',
];

/**
 * `manager.conf` with the two accounts, on loopback. The reader has no write class at all: the Filter action
 * would need `system` (which can do everything), so its filters stand here; Events, Ping and Logoff need no class.
 */
export function managerConf(port: number, ami: AmiAccounts): string {
  return [
    '[general]',
    'enabled = yes',
    'webenabled = no',
    `port = ${port}`,
    'bindaddr = 127.0.0.1',
    'displayconnects = no',
    'timestampevents = no',
    // They woke both connections only to be filtered.
    `disabledevents = ${UNHEARD.join()}`,
    '',
    ...managerAccount(ami.writer, [
      `read = ${WRITER_READ}`,
      `write = ${WRITER_WRITE}`,
      'eventfilter = Event: FullyBooted',
    ]),
    ...managerAccount(ami.reader, [`read = ${READER_READ}`, 'write =']),
  ].join('\n');
}

/** One account section, loopback only. */
export function managerAccount(account: { username: string; password: string }, rights: readonly string[]): string[] {
  return [
    `[${account.username}]`,
    `secret = ${account.password}`,
    'deny = 0.0.0.0/0.0.0.0',
    'permit = 127.0.0.1/255.255.255.255',
    ...rights,
    'writetimeout = 5000',
    '',
  ];
}
