/** What `asterisk-manager` 0.2.0 (untyped) does, as far as wire.ts uses it. */
declare module 'asterisk-manager' {
  import type { NetConnectOpts } from 'node:net';

  interface Manager {
    options: { username: string; password: string; events: boolean };
    /** The first argument goes to `net.createConnection` as it is, so options with an AbortSignal work. */
    connect(options: NetConnectOpts, host: undefined, callback: () => void): void;
    login(callback: (error?: unknown) => void): void;
    action(action: Record<string, unknown>, callback?: () => void): string;
    on(name: 'rawevent', listener: (message: Record<string, unknown>) => void): void;
    on(name: 'close', listener: (hadError: boolean) => void): void;
    on(name: 'error', listener: (error: NodeJS.ErrnoException) => void): void;
    removeAllListeners(name?: string): void;
  }
  /** Without a port it neither connects nor logs in by itself. */
  function createManager(
    ...options: [port: undefined, host: string, username: string, password: string, events: boolean]
  ): Manager;
  export default createManager;
}
