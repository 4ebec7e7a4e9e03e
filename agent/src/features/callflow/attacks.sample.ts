/** What was tried against the core, for tests. */

/** What an attacker would like to reach, and a way between tenants, as an outbound call to another tenant's DID will be. */
export const HAND_WRITTEN = `
[leak]
exten => _X.,1,UserEvent(Leaked,Exten: \${EXTEN})
exten => s,1,UserEvent(Leaked,Exten: s)
exten => 1005,1,UserEvent(Leaked,Exten: 1005)
[hairpin]
exten => 7000,1,Set(__SC_T=a7k2)
 same => n,Set(__SC_N=1002)
 same => n,Set(__SC_DIAL=PJSIP/a7k2-000003)
 same => n,Dial(PJSIP/b8m3-000001,20)
`;
/** User parts of request URIs; `leak` is a context that must never be reached. */
export const DIALLED: readonly string[] = [
  '1%40sink%26Local%2F666%40leak',
  '1002%0D%0AX',
  '1002,1',
  '1002%2C1',
  '1002%26PJSIP%2Fb8m3-000001',
  '1002&Local%2F666@leak',
  '1$%7BSHELL(id)%7D',
  '$%7BEXTEN%7D',
  '1$%5B1+1%5D',
  '1%22%7C1=%221',
  '1%22',
  '1)2',
  '1%7D2',
  '1%5C2',
  '1(2',
  '1%3F2',
  '1%3A2',
  '1%7C2',
  '1%3B2',
  '1002;phone-context=leak',
  '1%20',
  '1002%09',
  '%201002',
  '1002%7F',
  '1%C3%BC',
  `1002${'*'.repeat(75)}`,
  '0'.repeat(200),
  'h',
  's',
  'i',
  't',
  'e',
  'dial',
  'message',
  'external_replaces',
  'sc-core',
  'b8m3-000001',
  'PJSIP%2Fb8m3-000001',
  'Local%2F666%40leak',
  '',
];

/** Contacts in a phone's 302. */
export const REDIRECTIONS: readonly string[] = [
  '<sip:1001@127.0.0.1>',
  '<sip:1005@127.0.0.1>',
  '<sip:PJSIP%2Fb8m3-000001@127.0.0.1>',
  '<sip:PJSIP/b8m3-000001@127.0.0.1>',
  '<sip:Local%2F666%40leak@127.0.0.1>',
  '<sip:666%40leak@127.0.0.1>',
  '<sip:1005@leak>',
];

/** Values of a tenant's pointer. */
export const POINTERS: readonly string[] = ['41/../../b8m3/42', '42', '99', '41&', '', 'x', '${SHELL(id)}'];

/** Keys of a generation and what to put there: another value for this user and this device's endpoint. */
export const poisonedKeys = (user: string, device: string): readonly (readonly [key: string, value: string])[] => [
  [`u/${user}/1`, `${device}&Local/666@leak,5,b(leak^s^1)`],
  [`u/${user}/1`, `${device}&Local/666@leak`],
  [`u/${user}/1`, 'b8m3-000001'],
  [`u/${user}/1`, 'Local/666@leak'],
  [`u/${user}/1`, ''],
  [`u/${user}/1`, `"${device.slice(1)}`],
  [`u/${user}/1`, '${EXTEN}abc'],
  [`u/${user}/1`, '$[1+1]'],
  [`u/${user}/1`, 'a7k2-A00003'],
  [`u/${user}/1`, 'a7k2-00003'],
  [`u/${user}/n`, '-1'],
  [`u/${user}/n`, '100'],
  [`u/${user}/n`, '1 | 1'],
  [`u/${user}/n`, '2'],
  [`u/${user}/n`, '"'],
  [`u/${user}/n`, '${SHELL(id)}'],
  ['x/1002', 'user:b8m300000001'],
  ['x/1002', `user:${user}&`],
  ['x/1002', `user:${user}0`],
  ['x/1002', 'user:../../../x'],
  ['x/1002', 'group:000000000000'],
  ['x/1002', '1"|1="1'],
];

/** Hints of who may have a number: none of them names a tenant that has it. */
export const HINTS: readonly string[] = [
  '',
  'a7k',
  'A7K2',
  'ilou',
  '../a7k2',
  '${SHELL(id)}',
  '$[1+1]',
  '"|"1"="1',
  'b8m3,zzzz,zzzz,a7k2',
  'b8m3&a7k',
  'sc/ptr/a7k2',
  '41',
  '&Local/666@leak',
];

/** What a number or the default may lead to in a damaged generation: another value for this user. */
export const poisonedTargets = (user: string): readonly (readonly [key: string, value: string])[] =>
  ['d/15550103', 'default'].flatMap((key) =>
    [
      'user:b8m300000001',
      `user:${user}&`,
      `user:${user}0`,
      `user:${user},5`,
      'user:../../../x',
      'user:',
      'group:000000000000',
      'default&',
      'def0ault',
      'DEFAULT',
      '112',
      'PJSIP/b8m3-000001',
      'Local/666@leak',
      '${EXTEN}',
      '$[1+1]',
      '1"|1="1',
      '"',
    ].map((value) => [key, value] as const),
  );
