import type { SignedIn } from '@synergycall/domain';
import type { AnyFailure } from '@synergycall/ui';
import { z } from 'zod';
import type { bridgeCalls } from './names.ts';

/**
 * SECURITY: everything that the renderer can ask of main: these calls and no others. Adding one is a security review.
 * Inputs are parsed in main; the types below are what comes back.
 */
const siteId = z.string().regex(/^[0-9a-f]{16}$/);
const url = z.string().max(300);
const fingerprint = z.string().regex(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
const path = z.string().regex(/^[a-z][A-Za-z]{0,30}\.[a-z][A-Za-z]{0,30}$/);
const subscription = z.string().regex(/^[\w-]{1,40}$/);
const text = (max: number) => z.string().max(max);

export const bridgeInputs = {
  'sites.list': z.undefined(),
  'sites.remove': z.object({ siteId }),
  'site.probe': z.object({ url }),
  'site.trust': z.object({ url, caFingerprint: fingerprint }),
  'agent.call': z.object({ siteId, path, type: z.enum(['query', 'mutation']), input: z.unknown() }),
  'agent.subscribe': z.object({ siteId, path, id: subscription, input: z.unknown() }),
  'agent.unsubscribe': z.object({ id: subscription }),
  'session.signIn': z.object({ siteId, email: text(254), password: text(200) }),
  'session.bootstrap': z.object({ siteId, code: text(100), name: text(400), email: text(254), password: text(200) }),
  'session.signOut': z.object({ siteId }),
  'clipboard.write': z.object({ text: text(4000) }),
  'theme.set': z.object({ theme: z.enum(['light', 'dark', 'system']) }),
} as const satisfies Record<BridgeCall, z.ZodType>;

export type BridgeCall = (typeof bridgeCalls)[number];
export type BridgeInput<C extends BridgeCall> = z.input<(typeof bridgeInputs)[C]>;

export type Answer<T> = { ok: true; data: T } | { ok: false; failure: AnyFailure };

/** A known agent. The pinned CA itself and the session stay in main. */
export interface SiteView {
  id: string;
  /** Host and port, as the person wrote them. */
  host: string;
  url: string;
  caFingerprint: string;
  trustedAt: string;
  signedIn: boolean;
}
export interface ProbeView {
  url: string;
  host: string;
  /** SHA-256 of the authority's certificate, as the agent prints it at its start. */
  caFingerprint: string;
  /** Names and addresses that the agent's certificate is made for. */
  names: readonly string[];
  /** `changed`: known under this address with another authority. */
  known: 'new' | 'same' | 'changed';
}

export interface BridgeOutput {
  'sites.list': readonly SiteView[];
  'sites.remove': null;
  'site.probe': ProbeView;
  'site.trust': SiteView;
  'agent.call': unknown;
  'agent.subscribe': null;
  'agent.unsubscribe': null;
  'session.signIn': SignedInView;
  'session.bootstrap': SignedInView;
  'session.signOut': null;
  'clipboard.write': null;
  'theme.set': null;
}
/** SECURITY: what a sign-in tells the renderer: never the token. */
export type SignedInView = Omit<SignedIn, 'token' | 'csrf'>;

/** What main says of a subscription, over the one event channel. */
export type AgentEvent =
  | { id: string; tag: 'state'; state: 'connecting' | 'live' | 'offline' }
  | { id: string; tag: 'data'; data: unknown }
  | { id: string; tag: 'failed'; failure: AnyFailure }
  | { id: string; tag: 'ended' };

/** What the preload puts on `window.synergycall`. */
export interface Bridge {
  invoke: <C extends BridgeCall>(call: C, input: BridgeInput<C>) => Promise<Answer<BridgeOutput[C]>>;
  onEvent: (listener: (event: AgentEvent) => void) => () => void;
}
