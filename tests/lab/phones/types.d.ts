/**
 * What a test says to a phone. Every promise either comes true or rejects with one clear sentence
 * that ends with the last SIP messages of that phone (secrets masked). Times are milliseconds.
 */
export type Transport = 'udp' | 'tcp' | 'tls' | 'wss';
export interface PhoneOptions {
    /** SIP user name: the name of the endpoint and of its auth. */
    username: string;
    /** SECURITY: goes to the phone over loopback or a 0600 file; never to argv, log or error. */
    secret: string;
    server: {
        host: string;
        port: number;
    };
    transport?: Transport;
    /** Name shown to the other side (From display name) and in error messages; defaults to the user name. */
    name?: string;
    /**
     * PEM of the authority that signed the server's certificate (tls and wss). With it, a server that it does not vouch for
     * (chain or host name) makes registers() reject. Without it any certificate is taken.
     */
    ca?: string;
    /** Frequency in Hz that this phone "speaks"; two phones in a call should differ. Default 440. */
    tone?: number;
    /** Media encryption. Default: none on udp/tcp, `sdes` on tls, `dtls` on wss. */
    media?: 'none' | 'sdes' | 'dtls';
    /** Codecs in order of preference. Default PCMU, PCMA. */
    codecs?: readonly ('PCMU' | 'PCMA')[];
    /** Seconds asked for in REGISTER (60 or more). Default 3600. */
    expires?: number;
    /** WebSocket path, wss only. Default `/ws`. */
    path?: string;
    /** Local address of the phone, so that `identify match=` can be tried. Default 127.0.0.1. */
    localAddress?: string;
}
/** A final SIP answer: status code and reason phrase. */
export interface SipAnswer {
    code: number;
    reason: string;
}
/** How a call came to its end. `code` is 200 for a call that was answered and then hung up by either side. */
export interface CallEnd extends SipAnswer {
    /** Who ended it, as far as this phone can tell. */
    by: 'us' | 'them' | 'refusal';
}
export interface WaitOptions {
    /** Milliseconds before the promise rejects. */
    within?: number;
}
/** One call as one phone sees it. */
export interface Call {
    readonly id: string;
    /** The other side starts ringing (180) or early media flows (183). */
    rings(options?: WaitOptions): Promise<void>;
    /** 200 and ACK. Rejects at once, naming code and reason, if the call is refused instead. */
    answered(options?: WaitOptions): Promise<void>;
    ended(options?: WaitOptions): Promise<CallEnd>;
    hangUp(): Promise<void>;
    /** Hears a steady tone of this frequency (Hz) from the other side. */
    hears(hertz: number, options?: WaitOptions): Promise<void>;
    sendsDtmf(digits: string): Promise<void>;
    /** Waits until exactly these digits came in since the call began. */
    receivesDtmf(digits: string, options?: WaitOptions): Promise<void>;
    /** Blind transfer (REFER). Resolves with the last NOTIFY's status; a refused REFER rejects. */
    transfersTo(number: string, options?: WaitOptions): Promise<SipAnswer>;
    hold(): Promise<void>;
    resume(): Promise<void>;
}
export interface IncomingCall extends Call {
    /** As the phone's display would show it. */
    readonly from: {
        number: string;
        name: string;
    };
    /** The INVITE as received: request URI, headers by lower-case name (each a list). */
    readonly invite: SipMessage;
    /** Answers with 200. */
    accept(): Promise<void>;
    /** The same as accept(), for tests that read as a story. */
    answers(): Promise<void>;
    /** Refuses. Default 486; a baresip phone knows only 486 and says so for others. */
    reject(code?: number): Promise<void>;
}
export interface Phone {
    readonly name: string;
    readonly username: string;
    /** Resolves when REGISTER got its 200; rejects with the code and reason of a refusal. Calling it again registers again. */
    registers(options?: WaitOptions): Promise<void>;
    /** Registers and expects to be refused: resolves with the final answer (401 or 403 as a rule), rejects if it is accepted. */
    isRefused(options?: WaitOptions): Promise<SipAnswer>;
    /** REGISTER with Expires: 0. */
    unregisters(options?: WaitOptions): Promise<void>;
    /** Sends an INVITE to number@server (or to a full `sip:` URI). Resolves once it is on its way. */
    calls(target: string): Promise<Call>;
    /** The next call that has not been handed out yet. */
    rings(options?: WaitOptions): Promise<IncomingCall>;
    /** Resolves when no new call came for so long (default 1000 ms); rejects at once if one does. */
    staysSilent(ms?: number): Promise<void>;
    /** On the newest call. */
    hears(hertz: number, options?: WaitOptions): Promise<void>;
    sendsDtmf(digits: string): Promise<void>;
    receivesDtmf(digits: string, options?: WaitOptions): Promise<void>;
    transfersTo(number: string, options?: WaitOptions): Promise<SipAnswer>;
    hangsUp(): Promise<void>;
    /** kill -9: no BYE, no unregister. */
    vanishes(): Promise<void>;
    /** Unregisters, quits, removes its files. Safe to call twice, and after vanishes(). */
    leaves(): Promise<void>;
    /** Masked SIP trace of everything so far. */
    readonly log: SipLog;
    /** Milliseconds from start to ready, resident memory in kB now; undefined when it cannot be known. */
    cost(): {
        startMs: number;
        residentKb: number | undefined;
    };
}
/** One SIP message, parsed just enough. `raw` has secrets masked. */
export interface SipMessage {
    direction: 'sent' | 'received';
    /** Method of a request, or undefined for a response. */
    method: string | undefined;
    requestUri: string | undefined;
    /** Status of a response, or undefined for a request. */
    code: number | undefined;
    reason: string | undefined;
    /** Header values by lower-case full name, in order of appearance. */
    headers: Readonly<Record<string, readonly string[]>>;
    body: string;
    raw: string;
}
export interface SipLog {
    readonly messages: readonly SipMessage[];
    /** Last messages as text for a failure report. */
    tail(count?: number): string;
    toString(): string;
}
