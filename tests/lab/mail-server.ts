import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Its source, with quoted line ends taken away. */
  readonly source: string;
}

export interface MailServer {
  readonly port: number;
  readonly got: Mail[];
  /** Takes no letter for now, and says that it may be tried later. */
  refuses: boolean;
  close(): Promise<void>;
}

/** A mail server on loopback that takes everything and keeps it, unless it is told not to. */
export async function mailServer(): Promise<MailServer> {
  const got: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData: (stream, session, done) => {
      let text = '';
      stream.on('data', (part: Buffer) => (text += part.toString('utf8')));
      stream.on('end', () => {
        if (made.refuses) return done(Object.assign(new Error('try later'), { responseCode: 451 }));
        const source = text.replaceAll('=\r\n', '').replaceAll('=3D', '=');
        const subject = /^Subject: ((?:.|\r\n )*)/m.exec(text)?.[1]?.replaceAll('\r\n ', ' ') ?? '';
        for (const { address } of session.envelope.rcptTo) got.push({ to: address, subject, source });
        return done();
      });
    },
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', () => resolve());
  await promise;
  const made: MailServer = {
    refuses: false,
    port: (server.server.address() as AddressInfo).port,
    got,
    close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      return closed.promise;
    },
  };
  return made;
}
