import type { Server, Socket } from 'node:net';

/**
 * Every connection of a server, also those still in their TLS handshake: Node's `closeAllConnections` does not know these,
 * and one of them keeps `close` waiting until its handshake times out, or for ever if a stream comes of it.
 */
export function openSockets(server: Server): { destroyAll(): void } {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return {
    destroyAll: () => {
      for (const socket of open) socket.destroy();
    },
  };
}
