/** A small hand-made Asterisk to try the phones on: no product code in it. Test secrets, good on loopback for a minute. */
const users = { alice: '1001', bob: '1002', carol: '1003', tess: '1004', webby: '1005' } as const;
export type HandMadeUser = keyof typeof users;
export const secretOf = (user: HandMadeUser): string => `lab-only-${user}-${users[user]}`;

const media = (user: string): string =>
  user === 'tess' ? 'media_encryption=sdes\n' : user === 'webby' ? 'webrtc=yes\n' : '';

const endpoint = (user: HandMadeUser): string => `[${user}]
type=endpoint
context=phones
disallow=all
allow=ulaw,alaw
direct_media=no
rtp_symmetric=yes
force_rport=yes
rewrite_contact=yes
auth=${user}
aors=${user}
callerid="${user} the phone" <${users[user]}>
${media(user)}[${user}]
type=auth
auth_type=userpass
username=${user}
password=${secretOf(user)}
[${user}]
type=aor
max_contacts=1
remove_existing=yes
`;

export const pjsip = (carrier: {
  address: string;
  port: number;
}): string => `${(Object.keys(users) as HandMadeUser[]).map(endpoint).join('')}[carrier]
type=endpoint
context=from-carrier
disallow=all
allow=ulaw
aors=carrier
direct_media=no
send_pai=yes
from_user=+33199000000
[carrier]
type=aor
contact=sip:${carrier.address}:${carrier.port}
[carrier]
type=identify
endpoint=carrier
match=${carrier.address}
`;

export const extensions = `[phones]
${Object.entries(users)
  .map(([user, number]) => `exten => ${number},1,Dial(PJSIP/${user},20)`)
  .join('\n')}
exten => 1099,1,Answer()
 same => n,Wait(30)
exten => _0XXXXXXXXX,1,Dial(PJSIP/+33\${EXTEN:1}@carrier,20)
[from-carrier]
exten => +33199000002,1,Dial(PJSIP/bob,20)
`;
