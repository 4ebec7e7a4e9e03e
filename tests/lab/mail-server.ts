import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Its source, with quoted line ends taken away. */
  readonly source: string;
}

/** A mail server on loopback that takes everything and keeps it. */
export async function mailServer(): Promise<{ port: number; got: Mail[]; close(): Promise<void> }> {
  const got: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData: (stream, session, done) => {
      let text = '';
      stream.on('data', (part: Buffer) => (text += part.toString('utf8')));
      stream.on('end', () => {
        const source = text.replaceAll('=\r\n', '').replaceAll('=3D', '=');
        const subject = /^Subject: ((?:.|\r\n )*)/m.exec(text)?.[1]?.replaceAll('\r\n ', ' ') ?? '';
        for (const { address } of session.envelope.rcptTo) got.push({ to: address, subject, source });
        done();
      });
    },
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', () => resolve());
  await promise;
  return {
    port: (server.server.address() as AddressInfo).port,
    got,
    close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      return closed.promise;
    },
  };
}
