/// <reference lib="dom" />
/** Runs in Chromium: a JsSIP phone that Node drives by page.evaluate and hears by two bindings. Bundled when a phone starts. */
import * as JsSIP from 'jssip';

type Session = ReturnType<InstanceType<typeof JsSIP.UA>['call']>;

export interface PageOptions {
  url: string;
  uri: string;
  username: string;
  secret: string;
  name: string;
  expires: number;
  tone: number;
}
export type PageEvent = { type: string; id?: string; code?: number; reason?: string };
export interface PagePhone {
  open(options: PageOptions): Promise<void>;
  register(): void;
  unregister(): void;
  dial(target: string): string;
  answer(id: string): void;
  terminate(id: string, code?: number): void;
  dtmf(id: string, digits: string): void;
  refer(id: string, target: string): void;
  hold(id: string, on: boolean): void;
  shareOfTone(id: string, hertz: number): number;
  stop(): void;
}

declare global {
  // eslint-disable-next-line no-var -- the way a global is declared
  var pagePhone: PagePhone;
  var sipTrace: (direction: 'sent' | 'received', text: string) => void;
  var phoneEvent: (event: PageEvent) => void;
}

/** JsSIP has no hook for raw messages; the socket it uses has. */
class TracedSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    this.addEventListener('message', (event) => {
      if (typeof event.data === 'string') sipTrace('received', event.data);
    });
  }
  override send(data: string): void {
    sipTrace('sent', data);
    super.send(data);
  }
}
window.WebSocket = TracedSocket;

const sessions = new Map<string, Session>();
const ears = new Map<string, AnalyserNode>();
let ua: InstanceType<typeof JsSIP.UA>;
let mouth: MediaStream;
let audio: AudioContext;

const find = (id: string): Session => {
  const session = sessions.get(id);
  if (!session) throw new Error('no such call');
  return session;
};

function listen(id: string, connection: RTCPeerConnection): void {
  connection.addEventListener('track', ({ track }) => {
    const stream = new MediaStream([track]);
    // Chromium pumps a remote stream into Web Audio only while an element plays it.
    const element = new Audio();
    element.muted = true;
    element.srcObject = stream;
    void element.play();
    const analyser = audio.createAnalyser();
    analyser.fftSize = 16384;
    audio.createMediaStreamSource(stream).connect(analyser);
    ears.set(id, analyser);
  });
}

function follow(session: Session, id: string): void {
  sessions.set(id, session);
  const tell = (type: string, more: Partial<PageEvent> = {}): void => phoneEvent({ type, id, ...more });
  session.on('progress', () => tell('progress'));
  session.on('confirmed', () => tell('answered'));
  const over = (event: { originator: string; cause: string; message?: unknown }): void => {
    const message = event.message as { status_code?: number; reason_phrase?: string } | undefined;
    tell(event.originator === 'local' ? 'ended-by-us' : 'ended', {
      ...(message?.status_code ? { code: message.status_code } : {}),
      reason: message?.reason_phrase ?? event.cause,
    });
  };
  session.on('ended', over);
  session.on('failed', over);
  if (session.connection) listen(id, session.connection);
  session.on('peerconnection', ({ peerconnection }) => listen(id, peerconnection));
}

const media = { mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: [] } };

globalThis.pagePhone = {
  open: async (options) => {
    audio = new AudioContext();
    await audio.resume();
    const oscillator = audio.createOscillator();
    const volume = audio.createGain();
    const out = audio.createMediaStreamDestination();
    oscillator.frequency.value = options.tone;
    volume.gain.value = 0.3;
    oscillator.connect(volume).connect(out);
    oscillator.start();
    mouth = out.stream;
    ua = new JsSIP.UA({
      sockets: [new JsSIP.WebSocketInterface(options.url)],
      uri: options.uri,
      authorization_user: options.username,
      password: options.secret,
      display_name: options.name,
      register: false,
      register_expires: options.expires,
      session_timers: false,
    });
    ua.on('registered', () => phoneEvent({ type: 'registered' }));
    ua.on('unregistered', () => phoneEvent({ type: 'unregistered' }));
    ua.on('registrationFailed', ({ response, cause }) =>
      phoneEvent({
        type: 'register-refused',
        code: response?.status_code ?? 0,
        reason: response?.reason_phrase ?? String(cause),
      }),
    );
    ua.on('newRTCSession', (event: { originator: string; session: Session; request: { call_id: string } }) => {
      follow(event.session, event.request.call_id);
      if (event.originator === 'remote') phoneEvent({ type: 'incoming', id: event.request.call_id });
    });
    await new Promise<void>((resolve, reject) => {
      ua.once('connected', () => resolve());
      ua.on('disconnected', ({ error }: { error?: boolean }) => {
        if (error) reject(new Error('the WebSocket could not be opened'));
      });
      ua.start();
    });
  },
  register: () => ua.register(),
  unregister: () => ua.unregister(),
  dial: (target) => {
    const session = ua.call(target, { ...media, mediaStream: mouth });
    return [...sessions].find(([, known]) => known === session)?.[0] ?? '';
  },
  answer: (id) => find(id).answer({ ...media, mediaStream: mouth }),
  terminate: (id, code) => find(id).terminate(code === undefined ? {} : { status_code: code }),
  dtmf: (id, digits) =>
    find(id).sendDTMF(digits, { transportType: 'RFC2833' as never, duration: 160, interToneGap: 100 }),
  refer: (id, target) => find(id).refer(target),
  hold: (id, on) => {
    if (on) find(id).hold();
    else find(id).unhold();
  },
  shareOfTone: (id, hertz) => {
    const analyser = ears.get(id);
    if (!analyser) return 0;
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / audio.sampleRate);
    let energy = 0;
    let last = 0;
    let beforeLast = 0;
    for (const sample of samples) {
      const now = sample + coefficient * last - beforeLast;
      beforeLast = last;
      last = now;
      energy += sample * sample;
    }
    if (energy < samples.length * 0.003 * 0.003) return 0;
    return (2 * (last * last + beforeLast * beforeLast - coefficient * last * beforeLast)) / (samples.length * energy);
  },
  stop: () => ua.stop(),
};
