import createManager from 'asterisk-manager';
import { safeMessage } from './scrub.ts';
import type { AmiDownReason, AmiMessage } from './types.ts';

/** One connection to Asterisk: opened once, never reused after its end. */
export type Wire = {
  /** Fields must have passed `findInjection`. Answers and events carry the id. */
  write(id: string, fields: Readonly<Record<string, unknown>>): void;
  /** Forgets an action whose answer nobody waits for any more. */
  forget(id: string): void;
  /** Cuts the connection at once, also when the other side hangs; `onEnd` is not called afterwards. */
  destroy(): void;
};

export type WireOptions = {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly secret: string;
  readonly loginMs: number;
  onLogin(): void;
  onMessage(message: AmiMessage): void;
  /** Called once, before or after the log-in. */
  onEnd(reason: AmiDownReason): void;
};

/**
 * Connects and logs in with a fresh instance of asterisk-manager, which frames and parses; its own callbacks,
 * holding queue and reconnection are not used (an action sent during a restart never calls back, the first
 * reconnection comes after 10 s, `keepConnected` does nothing once connected: 0.2.0).
 */
export function openWire(options: WireOptions): Wire {
  const abort = new AbortController();
  // SECURITY: the secret stays in this instance, which nothing outside this function can reach.
  const manager = createManager(undefined, options.host, options.username, options.secret, true);
  let stage: 'opening' | 'login' | 'live' | 'ended' = 'opening';

  const end = (reason: AmiDownReason): void => {
    if (stage === 'ended') return;
    stage = 'ended';
    clearTimeout(limit);
    // The library's own disconnect only half-closes, which never ends against a stopped Asterisk.
    abort.abort();
    options.onEnd(reason);
  };
  const limit = setTimeout(() => end('login-timeout'), options.loginMs);

  manager.on('rawevent', (message) => {
    if (stage === 'ended') return;
    options.onMessage(safeMessage(message));
  });
  manager.on('error', () => undefined);
  manager.on('close', () => end(stage === 'opening' ? 'refused-connection' : 'closed-by-asterisk'));
  manager.connect({ host: options.host, port: options.port, signal: abort.signal, noDelay: true }, undefined, () => {
    if (stage !== 'opening') return;
    stage = 'login';
    manager.login((error) => {
      if (stage !== 'login') return;
      if (error) return end('login-refused');
      clearTimeout(limit);
      stage = 'live';
      options.onLogin();
    });
  });

  return {
    write: (id, fields) => void manager.action({ ...fields, actionid: id }),
    forget: (id) => manager.removeAllListeners(id),
    destroy: () => {
      stage = 'ended';
      clearTimeout(limit);
      abort.abort();
    },
  };
}
