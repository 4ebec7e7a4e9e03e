import { connect } from 'node:tls';

/**
 * Checks the certificate a server shows against an authority and the host, as a real phone would. baresip 1.0.0 has no switch
 * for it and takes any certificate (seen), and the test's Chromium is told to: so this look stands in for theirs.
 */
export function trustsServer(server: { host: string; port: number }, ca: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: server.host, port: server.port, ca }, () => {
      socket.end();
      resolve();
    });
    socket.setTimeout(5000, () => socket.destroy(new Error('no TLS answer after 5 s')));
    socket.once('error', (error) =>
      reject(new Error(`the certificate of ${server.host}:${server.port} is not trusted: ${error.message}`)),
    );
  });
}
