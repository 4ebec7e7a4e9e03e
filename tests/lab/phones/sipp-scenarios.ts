/** sipp scenarios; from the samples that were tried with Asterisk 22.10.1. Fields of the CSV: user, authentication, number or expiry. */

/** `head` is method, request URI and CSeq number; the first line is To. */
const request = ([method, uri, cseq]: readonly [string, string, number], lines: readonly string[]): string => `
${method} ${uri} SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[remote_ip]>;tag=[call_number]
${lines[0]}
Call-ID: [call_id]
CSeq: ${cseq} ${method}
Max-Forwards: 70
${lines.slice(1).join('\n')}
`;

const register = (cseq: number, extra: readonly string[]): string =>
  request(
    ['REGISTER', 'sip:[remote_ip]:[remote_port]', cseq],
    [
      'To: <sip:[field0]@[remote_ip]>',
      'Contact: <sip:[field0]@[local_ip]:[local_port]>',
      'Expires: [field2]',
      ...extra,
      'Content-Length: 0',
      '',
    ],
  );

const invite = (cseq: number, extra: readonly string[]): string =>
  request(
    ['INVITE', 'sip:[field2]@[remote_ip]:[remote_port]', cseq],
    [
      'To: <sip:[field2]@[remote_ip]>',
      'Contact: <sip:[field0]@[local_ip]:[local_port];transport=[transport]>',
      ...extra,
      // Who answered may be told a moment after the answer: by UPDATE, which sipp answers by itself (-aa), else by re-INVITE.
      'Allow: INVITE, ACK, BYE, CANCEL, UPDATE',
      'Content-Type: application/sdp',
      'Content-Length: [len]',
      '',
      'v=0',
      'o=u 1 1 IN IP4 [local_ip]',
      's=-',
      'c=IN IP4 [local_ip]',
      't=0 0',
      'm=audio [media_port] RTP/AVP 0',
      'a=rtpmap:0 PCMU/8000',
    ],
  );

const followUp = (method: string, uri: string, cseq: number): string =>
  request([method, uri, cseq], ['To: <sip:[field2]@[remote_ip]>[peer_tag_param]', 'Content-Length: 0', '']);

const send = (text: string, attributes = 'retrans="500"'): string => `<send ${attributes}><![CDATA[${text}]]></send>`;
const scenario = (name: string, steps: readonly string[]): string =>
  `<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="${name}">\n${steps.join('\n')}\n</scenario>\n`;

export const REGISTER = scenario('register', [
  send(register(1, [])),
  '<recv response="401" auth="true"></recv>',
  send(register(2, ['[field1]']), 'retrans="500" start_rtd="1"'),
  '<recv response="200" rtd="1"></recv>',
]);

export const CALL = scenario('call', [
  send(invite(1, [])),
  '<recv response="401" auth="true"></recv>',
  send(followUp('ACK', 'sip:[field2]@[remote_ip]:[remote_port]', 1), ''),
  send(invite(2, ['[field1]']), 'retrans="500" start_rtd="1"'),
  '<recv response="100" optional="true"></recv>',
  '<recv response="180" optional="true"></recv>',
  '<recv response="183" optional="true"></recv>',
  '<recv response="200" rtd="1" rrs="true"></recv>',
  send(followUp('ACK', '[next_url]', 2), ''),
  '<pause/>',
  send(followUp('BYE', '[next_url]', 3)),
  '<recv response="200"></recv>',
]);
