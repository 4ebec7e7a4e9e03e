import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimPorts } from './ports.ts';

const REGISTER = `<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="register">
<send retrans="500"><![CDATA[
REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[remote_ip]>;tag=[call_number]
To: <sip:[field0]@[remote_ip]>
Call-ID: [call_id]
CSeq: 1 REGISTER
Contact: <sip:[field0]@[local_ip]:[local_port]>
Max-Forwards: 70
Expires: 60
Content-Length: 0

]]></send>
<recv response="401" auth="true"></recv>
<send retrans="500"><![CDATA[
REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[remote_ip]>;tag=[call_number]
To: <sip:[field0]@[remote_ip]>
Call-ID: [call_id]
CSeq: 2 REGISTER
Contact: <sip:[field0]@[local_ip]:[local_port]>
Max-Forwards: 70
Expires: 60
[field1]
Content-Length: 0

]]></send>
<recv response="200" rtd="true"></recv>
</scenario>
`;

/** One REGISTER with authentication by sipp; true when it was accepted. */
export async function sippRegisters(phone: { username: string; password: string; port: number }): Promise<boolean> {
  const dir = mkdtempSync(join(tmpdir(), 'lab-sipp-'));
  const claim = await claimPorts(2);
  // The secret goes by file: sipp's own fields, never its command line.
  writeFileSync(join(dir, 'register.xml'), REGISTER);
  writeFileSync(
    join(dir, 'phones.csv'),
    `SEQUENTIAL\n${phone.username};[authentication username=${phone.username} password=${phone.password}]\n`,
    { mode: 0o600 },
  );
  const files = ['-sf', join(dir, 'register.xml'), '-inf', join(dir, 'phones.csv')];
  const limits = ['-m', '1', '-timeout', '8s', '-recv_timeout', '4000', '-nostdin'];
  try {
    return await new Promise((resolve) => {
      execFile(
        'sipp',
        [`127.0.0.1:${phone.port}`, '-i', '127.0.0.1', '-p', String(claim.first), ...files, ...limits],
        { cwd: dir, env: { ...process.env, TERM: 'dumb' } },
        (error) => resolve(!error),
      );
    });
  } finally {
    claim.release();
    rmSync(dir, { recursive: true, force: true });
  }
}
