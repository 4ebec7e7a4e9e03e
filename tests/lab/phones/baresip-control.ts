import { connect, type Socket } from 'node:net';

/** Event of baresip's ctrl_tcp; calls carry the SIP Call-ID in `id`. */
export interface BaresipEvent {
  type: string;
  id: string | undefined;
  param: string | undefined;
}

export interface BaresipControl {
  /** Runs a long command; resolves with its text. `params` and name together stay under 255 bytes (buffer in baresip 1.0.0). */
  command(name: string, params?: string): Promise<string>;
  close(): void;
}

/** Reads `<length>:<payload>,` frames out of a byte stream. */
export function netstrings(onFrame: (payload: string) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const colon = rest.indexOf(0x3a);
      if (colon < 0) return;
      const length = Number(rest.subarray(0, colon).toString('latin1'));
      if (rest.length < colon + 1 + length + 1) return;
      onFrame(rest.subarray(colon + 1, colon + 1 + length).toString('utf8'));
      rest = rest.subarray(colon + 1 + length + 1);
    }
  };
}

/** Hostile display names can make baresip 1.0.0 print broken JSON; type and id are then picked out of the text. */
function lenient(payload: string): Record<string, unknown> {
  try {
    return JSON.parse(payload) as Record<string, unknown>;
  } catch {
    const pick = (key: string): string | undefined => new RegExp(`"${key}":"([^"]*)"`).exec(payload)?.[1];
    return {
      event: payload.includes('"event":true'),
      type: pick('type'),
      id: pick('id'),
      param: pick('param'),
      token: pick('token'),
      ok: payload.includes('"ok":true'),
    };
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Opens the control connection (baresip takes one at a time). */
export async function baresipControl(port: number, onEvent: (event: BaresipEvent) => void): Promise<BaresipControl> {
  const socket: Socket = await new Promise((resolve, reject) => {
    const opened = connect(port, '127.0.0.1', () => resolve(opened));
    opened.once('error', reject);
  });
  socket.setNoDelay(true);
  const pending = new Map<string, { resolve: (data: string) => void; reject: (error: Error) => void }>();
  let serial = 0;
  socket.on(
    'data',
    netstrings((payload) => {
      const message = lenient(payload);
      if (message['event']) {
        onEvent({ type: text(message['type']) ?? '', id: text(message['id']), param: text(message['param']) });
        return;
      }
      const token = text(message['token']) ?? '';
      const waiter = pending.get(token);
      pending.delete(token);
      if (message['ok']) waiter?.resolve(text(message['data']) ?? '');
      else waiter?.reject(new Error(`baresip refused a command: ${text(message['data']) ?? 'no reason given'}`));
    }),
  );
  const lost = (): void => {
    for (const waiter of pending.values()) waiter.reject(new Error('baresip closed its control connection'));
    pending.clear();
  };
  socket.on('close', lost).on('error', lost);
  return {
    command: (command, params) =>
      new Promise((resolve, reject) => {
        // SECURITY: params may hold the secret, so the error names the command only.
        if (Buffer.byteLength(`${command} ${params ?? ''}`) > 254) {
          reject(new Error(`baresip's "${command}" command is longer than its 255 bytes`));
          return;
        }
        if (socket.destroyed) {
          reject(new Error('baresip is gone'));
          return;
        }
        const token = String((serial += 1));
        pending.set(token, { resolve, reject });
        const payload = JSON.stringify({ command, ...(params === undefined ? {} : { params }), token });
        socket.write(`${Buffer.byteLength(payload)}:${payload},`);
      }),
    close: () => socket.destroy(),
  };
}
