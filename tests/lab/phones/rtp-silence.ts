import { createSocket } from 'node:dgram';
import type { SipMessage } from './types.ts';

const FRAME_MS = 20;

/**
 * Sends silence (PCMU) to the other side of an answered call, as a phone does whose person says nothing. Asterisk reads a
 * channel when something comes: digits that were sent by INFO wait in it as long as nothing else does (22.10.1).
 */
export async function saysNothing(messages: readonly SipMessage[]): Promise<{ stop(): void }> {
  const answer = messages.findLast(
    ({ code, direction, body }) => code === 200 && direction === 'received' && body !== '',
  );
  const port = Number(/^m=audio (\d+)/m.exec(answer?.body ?? '')?.[1]);
  const host = /^c=IN IP4 (\S+)/m.exec(answer?.body ?? '')?.[1];
  if (!port || !host) throw new Error('the answer says nowhere to speak to');
  const socket = createSocket('udp4');
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  let sequence = 0;
  const timer = setInterval(() => {
    const packet = Buffer.alloc(12 + 160, 0xff);
    packet.writeUInt16BE(0x8000, 0);
    packet.writeUInt16BE(sequence & 0xffff, 2);
    packet.writeUInt32BE(sequence * 160, 4);
    packet.writeUInt32BE(0x5c5c5c5c, 8);
    sequence += 1;
    socket.send(packet, port, host);
  }, FRAME_MS).unref();
  return {
    stop() {
      clearInterval(timer);
      socket.close();
    },
  };
}
