import type { RawAnswer, RawIncoming } from './raw-incoming.ts';
import { rawLine, type Exchange } from './rawsip.ts';
import type { RawDialog } from './raw-dialog.ts';
import type { CarrierAccount, Registrar } from './registrar.ts';
import { header, partyOf } from './sip-message.ts';
import type { SipLog, SipMessage } from './types.ts';

export interface CarrierOptions {
  /** The PBX. */
  server: { host: string; port: number };
  /** Address the PBX knows the carrier by (`identify match=`). Default 127.0.0.2. */
  address?: string;
  /** Port the trunk's contact names; 0 takes a free one. */
  port?: number;
  /** Who may register here; absent: nobody is challenged. */
  accounts?: readonly CarrierAccount[];
}

/** A call that reached the carrier. */
export interface CarriedCall {
  /** User part of the request URI: the number as the PBX sent it out. */
  readonly dialled: string;
  readonly from: { number: string; name: string };
  readonly to: { number: string; name: string };
  /** From P-Asserted-Identity, if there was one. */
  readonly asserted: { number: string; name: string } | undefined;
  readonly invite: SipMessage;
  readonly dialog: RawDialog | undefined;
}

/** The other side of a trunk. */
export interface Carrier {
  readonly address: string;
  readonly port: number;
  readonly log: SipLog;
  /** Calls carried so far, oldest first. */
  readonly carried: readonly CarriedCall[];
  nextCall(wait?: { within?: number }): Promise<CarriedCall>;
  /** 180, then 200 after `after` ms (default at once). */
  answers(after?: number): void;
  /** 180 and nothing more. */
  rings(): void;
  /** A final refusal: 503 for a carrier in trouble, 486, 404… after `after` ms. */
  refuses(code: number, options?: { reason?: string; after?: number; ringing?: boolean }): void;
  /** Takes the packets and says nothing. */
  keepsSilent(): void;
  decides(rule: (invite: SipMessage) => RawAnswer): void;
  readonly registrar: Registrar;
  /** The contact that this account registered, as soon as there is one. */
  registered(username: string, wait?: { within?: number }): Promise<string>;
  /** Resolves as soon as `look` finds something; looks at each message. */
  until<T>(look: () => T | undefined, wait: { within: number; sentence: string }): Promise<T>;
  /** Sends a call to the PBX: `to` is the DID as it stands in the request URI, `from` the caller's number. */
  calls(
    to: string,
    options: {
      from: string;
      name?: string;
      headers?: readonly string[];
      cancelAfter?: number;
      /** Whole request URI, such as a registered contact; `to` then stands in the To header alone. */
      requestUri?: string;
    },
  ): Promise<Exchange & { rang: boolean; dialog: RawDialog | undefined }>;
  close(): Promise<void>;
}

const party = (value: string | undefined): { number: string; name: string } | undefined =>
  value === undefined ? undefined : partyOf(value);

function carried(call: RawIncoming): CarriedCall {
  const { invite } = call;
  return {
    invite,
    dialled: partyOf(`<${invite.requestUri ?? ''}>`).number,
    from: partyOf(header(invite, 'from')),
    to: partyOf(header(invite, 'to')),
    asserted: party(invite.headers['p-asserted-identity']?.[0]),
    get dialog() {
      return call.dialog;
    },
  };
}

/** Opens a carrier. It answers calls until told otherwise, and answers qualify OPTIONS with 200. */
export async function carrier(options: CarrierOptions): Promise<Carrier> {
  const address = options.address ?? '127.0.0.2';
  const line = await rawLine({
    server: options.server,
    username: 'carrier',
    localAddress: address,
    ...(options.port === undefined ? {} : { localPort: options.port }),
    ...(options.accounts === undefined ? {} : { accounts: options.accounts }),
  });
  const at = `${options.server.host}:${options.server.port}`;
  line.answersCallsWith({ say: 'answer', ringing: true });
  return {
    address,
    port: line.port,
    log: line.log,
    get carried() {
      return line.incoming.map(carried);
    },
    nextCall: async (wait) => carried(await line.nextCall(wait)),
    answers: (after = 0) => line.answersCallsWith({ say: 'answer', ringing: true, after }),
    rings: () => line.answersCallsWith({ say: 'ring' }),
    refuses: (code, how = {}) => line.answersCallsWith({ say: 'refuse', code, ...how }),
    keepsSilent: () => line.answersCallsWith({ say: 'silence' }),
    decides: (rule) => line.answersCallsWith(rule),
    registrar: line.registrar,
    until: (look, wait) => line.until(look, wait),
    registered: (username, wait) =>
      line.until(() => line.registrar.contacts.get(username), {
        within: wait?.within ?? 15_000,
        sentence: `${username} did not register`,
      }),
    calls: (to, { from, name, headers, cancelAfter, requestUri }) =>
      line.invite({
        ...(requestUri === undefined ? { dialled: to } : { requestUri }),
        from: `${name === undefined ? '' : `"${name.replace(/["\\]/g, '\\$&')}" `}<sip:${from}@${address}>`,
        to: `<sip:${to}@${at}>`,
        ...(headers ? { headers } : {}),
        ...(cancelAfter === undefined ? {} : { cancelAfter }),
      }),
    close: () => line.close(),
  };
}
