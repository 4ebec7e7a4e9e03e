import { join } from 'node:path';
import {
  canProvision,
  detectAsterisk,
  explain,
  installation,
  keepRunning,
  leftRunning,
  provisionRootfs,
  startInstance,
  type ProvisionStep,
  type RestartEvent,
  type TlsFiles,
} from '../platform/asterisk-host/index.ts';
import type { AsteriskConnection } from '../main.ts';
import { openRealtime } from '../main.ts';
import type { StartFlags } from './options.ts';
import { reachableAt } from './addresses.ts';
import { asteriskFolder } from './asterisk-folder.ts';
import { useExisting } from './existing-asterisk.ts';
import { realtimeChoice } from './realtime-choice.ts';
import { choosePort, type StateFolder } from './state.ts';

/** What came of looking for an Asterisk; `stop` ends only what was started here. */
export type AsteriskChoice =
  | {
      readonly tag: 'ready';
      readonly connection: AsteriskConnection;
      readonly lines: readonly string[];
      stop(): Promise<void>;
    }
  | { readonly tag: 'none'; readonly lines: readonly string[] };

export interface ChooseOptions {
  readonly flags: StartFlags;
  readonly state: StateFolder;
  readonly tls: TlsFiles;
  readonly say: (line: string) => void;
}

/** The host's own Asterisk if it has a usable one, else a private one where that can be made, else none with the remedy. */
export async function chooseAsterisk(options: ChooseOptions): Promise<AsteriskChoice> {
  if (options.flags.asterisk === 'none')
    return { tag: 'none', lines: ['Asterisk      none, as told (--no-asterisk). Changes are kept as pending.'] };
  const folder = options.flags.asteriskEtc;
  const existing = await detectAsterisk(folder);
  if (existing.tag === 'found') return useExisting(options, existing);
  if (folder !== undefined)
    return {
      tag: 'none',
      lines: [
        existing.tag === 'none'
          ? 'Asterisk      none: --asterisk-etc names a folder, but there is no program `asterisk` on the PATH.'
          : `Asterisk      none: what --asterisk-etc names belongs to ${existing.found}; it takes 22.x and a folder that is there.`,
      ],
    };
  if (existing.tag === 'unsupported')
    options.say(`Asterisk ${existing.found} on this host is not 22.x and is left alone.`);
  const obstacle = canProvision();
  if (obstacle && obstacle.code !== 'rootfs.no-debootstrap')
    return {
      tag: 'none',
      lines: [
        `Asterisk      none: ${explain(obstacle)}`,
        '              Everything but calls works; changes are kept as pending.',
      ],
    };
  return privateAsterisk(options);
}

async function privateAsterisk({ flags, state, tls, say }: ChooseOptions): Promise<AsteriskChoice> {
  const { settings } = state;
  const rootfs = await provisionRootfs({ mayInstallDebootstrap: true, onProgress: progress(say) });
  const bind = flags.sipBind ?? settings.sipBind ?? '127.0.0.1';
  const dir = asteriskFolder(state);
  // An Asterisk that went on while the agent was killed holds these ports, and is taken over with its calls.
  const left = leftRunning(dir);
  const wish = (known: number | undefined, usual: number) => ({ known, usual, ours: left !== undefined });
  const sip = await choosePort('SIP', bind, { ...wish(settings.sip, 5060), udp: true });
  const ports = {
    sip,
    sipTls: await choosePort('SIP over TLS', bind, wish(settings.sipTls, sip + 1)),
    ws: await choosePort('SIP over WebSocket', bind, wish(settings.ws, 8088)),
    wss: await choosePort('SIP over secure WebSocket', bind, wish(settings.wss, 8089)),
    ami: await choosePort('AMI', '127.0.0.1', wish(settings.ami, 5038)),
    rtp: flags.rtp ?? settings.rtp ?? ([20_000, 20_999] as const),
  };
  const external = flags.publicAddress ?? settings.publicAddress;
  const localNets = flags.localNets.length > 0 ? flags.localNets : (settings.localNets ?? []);
  state.remember({
    ...ports,
    rtp: [...ports.rtp],
    sipBind: bind,
    ...(external && { publicAddress: external }),
    localNets: [...localNets],
  });
  const realtime = realtimeChoice(flags, join(dir, 'realtime/pbx.sqlite3'));
  const instance = await startInstance({
    rootfs: rootfs.dir,
    dir,
    name: 'synergycall',
    ports,
    addresses: { bind, ...(external && { external }), localNets },
    realtime,
    tls,
    beforeStart: async ({ runAs }) => {
      const store = openRealtime(realtime, runAs);
      const schema = await store.ensureSchema();
      await store.close();
      if (!schema.ok) throw new Error(`PJSIP Realtime can't be prepared: ${JSON.stringify(schema.error)}`);
    },
  });
  const connection: AsteriskConnection = {
    version: instance.version,
    etc: instance.paths.etc,
    astdb: instance.paths.astdb,
    controlSocket: join(instance.paths.run, 'asterisk.ctl'),
    spool: instance.paths.spool,
    program: installation(rootfs.dir),
    shell: instance.shell,
    ami: instance.ami,
    realtime: instance.realtime,
    runAs: instance.runAs,
    signalling: {
      address: external ?? reachableAt(bind),
      udp: ports.sip,
      tcp: ports.sip,
      tls: ports.sipTls,
      wss: ports.wss,
    },
  };
  const keeper = keepRunning(instance, { onEvent: (event) => tell(event, say) });
  const where = bind === '127.0.0.1' ? '127.0.0.1 (this machine only; --sip-bind ADDRESS lets phones in)' : bind;
  return {
    tag: 'ready',
    connection,
    lines: [
      `Asterisk      ${instance.version}, private (pid ${instance.pid ?? '-'}${instance.pid === left ? ', still running from before' : ''}), in ${dir}`,
      `  phones      udp and tcp ${ports.sip}, tls ${ports.sipTls}, wss ${ports.wss} on ${where}; voice on ${ports.rtp.join('-')}`,
    ],
    stop: () => {
      keeper.stop();
      return instance.stop();
    },
  };
}

function tell(event: RestartEvent, say: (line: string) => void): void {
  if (event.tag === 'ended')
    say(`Asterisk      ended (${event.how}); it is started again in ${event.againInMs / 1000} s`);
  else if (event.tag === 'running') say(`Asterisk      runs again (pid ${event.pid ?? '-'})`);
  else say(`Asterisk      did not start (${event.detail}); tried again in ${event.againInMs / 1000} s`);
}

/** One line per phase, the first time debootstrap comes to it. */
function progress(say: (line: string) => void): (step: ProvisionStep) => void {
  const said = new Set<string>();
  return (step) => {
    if (step.tag === 'working') {
      if (said.has(step.phase) || step.phase === 'other') return;
      said.add(step.phase);
      say(`Asterisk      ${step.phase} packages …`);
    } else if (step.tag === 'fetching')
      say('Asterisk      none on this host: setting up a private one (about one minute, 0.5 GB)');
    else if (step.tag === 'waiting') say('Asterisk      another start is setting it up: waiting for it');
    else if (step.tag === 'installing') say('Asterisk      installing debootstrap, which sets it up');
    else if (step.tag === 'ready' && step.seconds > 5)
      say(`Asterisk      ${step.version} set up in ${Math.round(step.seconds)} s`);
  };
}
