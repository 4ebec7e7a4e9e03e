/** `npm run lab`: the whole lab to play with. Prints what runs where; Ctrl-C stops it all. */
import { labAsterisk, labMariadb, labPostgres, labSshd, prepareLab } from './index.ts';
import { samplePhone, sampleSchema } from './sample-realtime.ts';
import type { LabAsterisk, LabServer } from './types.ts';

const DIALPLAN = `[lab-phones]
exten => _10[01]X,1,Dial(PJSIP/lab-\${EXTEN},30)
 same => n,Hangup()
exten => 600,1,Answer()
 same => n,Echo()
exten => 601,1,Answer()
 same => n,MusicOnHold()
`;
const PHONES = ['1001', '1002'];
const closing: (() => Promise<void>)[] = [];

async function main(): Promise<void> {
  const lacks = await prepareLab({ onProgress: (line) => console.log(line) });
  for (const sentence of lacks) console.log(`Not there: ${sentence}`);
  if (lacks.length > 0) process.exitCode = 1;
  await database('PostgreSQL', labPostgres);
  await database('MariaDB', labMariadb);
  for (const realtime of ['sqlite', 'mariadb'] as const) await asterisk(realtime);
  const sshd = await labSshd();
  closing.push(() => sshd.release());
  console.log(`\nsshd       ssh -p ${sshd.port} -i ${sshd.privateKeyFile} ${sshd.username}@127.0.0.1`);
  console.log('\nEverything listens on this machine only. Ctrl-C stops it all.');
  await new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, resolve);
    // Signal handlers alone do not keep the process alive.
    const alive = setInterval(() => undefined, 60_000);
    closing.push(async () => clearInterval(alive));
  });
}

async function database(name: string, open: () => Promise<LabServer>): Promise<void> {
  const server = await open();
  closing.push(() => server.release());
  const { url } = await server.createDatabase('play');
  console.log(`\n${name.padEnd(10)} ${url}   (dropped at the end)`);
}

async function asterisk(realtime: 'sqlite' | 'mariadb'): Promise<void> {
  const instance = await labAsterisk({
    realtime,
    schema: sampleSchema,
    handWritten: { extensions: DIALPLAN },
    name: `lab-${realtime}`,
  });
  closing.push(() => instance.release());
  for (const extension of PHONES) {
    await samplePhone(instance.realtime, {
      id: `lab-${extension}`,
      password: `lab-${extension}`,
      context: 'lab-phones',
    });
  }
  for (const line of describe(instance)) console.log(line);
}

function describe({ version, name, ports, paths, realtime, pid }: LabAsterisk): string[] {
  const store = realtime.kind === 'sqlite' ? realtime.file : `MariaDB ${realtime.database}`;
  return [
    `\nAsterisk   ${version} (${name}, pid ${pid})`,
    `  SIP      udp and tcp 127.0.0.1:${ports.sip}, tls :${ports.sipTls}, ws://127.0.0.1:${ports.ws}/ws, wss :${ports.wss}`,
    `  phones   ${PHONES.map((extension) => `lab-${extension} (password lab-${extension})`).join(', ')}; dial 1001, 1002, 600 (echo), 601 (music)`,
    `  realtime ${store}`,
    `  AMI      127.0.0.1:${ports.ami}, accounts in ${paths.dir}/ami.json`,
    `  files    ${paths.dir} (log: ${paths.fullLog})`,
  ];
}

try {
  await main();
} finally {
  console.log('\nStopping…');
  for (const close of closing.reverse()) await close().catch((cause: unknown) => console.error(String(cause)));
}
