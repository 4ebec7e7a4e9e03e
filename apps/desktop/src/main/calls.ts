import { randomBytes } from 'node:crypto';
import { signedIn } from '@synergycall/domain';
import type { AnyFailure } from '@synergycall/ui';
import type { AgentEvent, Answer, BridgeCall, BridgeOutput, SignedInView, SiteView } from '../bridge/contract.ts';
import { bridgeInputs } from '../bridge/contract.ts';
import { callAgent, streamAgent, type Target } from './agent-client.ts';
import type { SiteRecord, SiteStore } from './site-store.ts';
import { subscriptions } from './subscriptions.ts';
import { parseAddress, probe } from '@synergycall/client';

/** Encrypts with the operating system's key store where there is one. */
export interface Vault {
  seal: (token: string) => string | null;
  unseal: (sealed: string) => string | null;
}
export interface CallDeps {
  sites: SiteStore;
  vault: Vault;
  writeClipboard: (text: string) => void;
  setTheme: (theme: 'light' | 'dark' | 'system') => void;
  send: (event: AgentEvent) => void;
  now: () => Date;
}
type Handlers = { [C in BridgeCall]: (input: unknown) => Promise<Answer<BridgeOutput[C]>> };

const failed = (failure: AnyFailure) => ({ ok: false, failure }) as const;
const done = <T>(data: T) => ({ ok: true, data }) as const;

/** SECURITY: their answers carry a token, so they go through `session.*`, which keeps it here. */
const KEPT_FROM_THE_PAGE = new Set(['auth.signIn', 'auth.bootstrap', 'auth.signOut']);

/** What main does for each call of the bridge. Inputs come unparsed and leave parsed; nothing here throws on purpose. */
export function bridgeHandlers(deps: CallDeps): { handlers: Handlers; close: () => void } {
  /** Tokens that the vault could not seal live only as long as the app. */
  const unsealed = new Map<string, string>();
  const tokenOf = (site: SiteRecord): string | null =>
    unsealed.get(site.id) ?? (site.sealedToken === null ? null : deps.vault.unseal(site.sealedToken));
  const target = async (siteId: string): Promise<Target | undefined> => {
    const site = await deps.sites.find(siteId);
    return site && { url: site.url, host: site.host, caPem: site.caPem, token: tokenOf(site) };
  };
  const view = (site: SiteRecord): SiteView => ({
    id: site.id,
    host: site.host,
    url: site.url,
    caFingerprint: site.caFingerprint,
    trustedAt: site.trustedAt,
    signedIn: tokenOf(site) !== null,
  });
  const forget = async (siteId: string) => {
    unsealed.delete(siteId);
    const site = await deps.sites.find(siteId);
    if (site && site.sealedToken !== null) await deps.sites.put({ ...site, sealedToken: null });
  };
  const keep = async (siteId: string, token: string) => {
    const site = await deps.sites.find(siteId);
    if (!site) return;
    const sealedToken = deps.vault.seal(token);
    if (sealedToken === null) unsealed.set(siteId, token);
    else await deps.sites.put({ ...site, sealedToken });
  };
  const live = subscriptions({
    target,
    stream: streamAgent,
    send: deps.send,
    after: (ms, act) => {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
  });
  const gone = failed({ code: 'not-found', what: 'site' });

  const signInWith = async (siteId: string, path: string, input: unknown): Promise<Answer<SignedInView>> => {
    const to = await target(siteId);
    if (!to) return gone;
    const answer = await callAgent({ ...to, token: null }, { path, type: 'mutation', input });
    if (!answer.ok) return answer;
    const parsed = signedIn.safeParse(answer.data);
    if (!parsed.success || parsed.data.token === null) return failed({ code: 'client.not-an-agent', host: to.host });
    await keep(siteId, parsed.data.token);
    return done({ expiresAt: parsed.data.expiresAt, account: parsed.data.account });
  };

  const handlers: Handlers = {
    'sites.list': async () => done((await deps.sites.list()).map(view)),
    'sites.remove': async (raw) => {
      const { siteId } = bridgeInputs['sites.remove'].parse(raw);
      live.closeAll();
      unsealed.delete(siteId);
      await deps.sites.remove(siteId);
      return done(null);
    },
    'site.probe': async (raw) => {
      const address = parseAddress(bridgeInputs['site.probe'].parse(raw).url);
      if (!address.ok) return failed(address.error);
      const seen = await probe(address.value.url);
      if (!seen.ok) return failed(seen.error);
      const known = (await deps.sites.list()).find((s) => s.url === address.value.url);
      const { caFingerprint, names } = seen.value;
      const state = known === undefined ? 'new' : known.caFingerprint === caFingerprint ? 'same' : 'changed';
      return done({ ...address.value, caFingerprint, names, known: state });
    },
    'site.trust': async (raw) => {
      const input = bridgeInputs['site.trust'].parse(raw);
      const address = parseAddress(input.url);
      if (!address.ok) return failed(address.error);
      const seen = await probe(address.value.url);
      if (!seen.ok) return failed(seen.error);
      // SECURITY: what is pinned is what the person saw, even if the agent shows another one by now.
      if (seen.value.caFingerprint !== input.caFingerprint)
        return failed({ code: 'client.certificate-changed', host: address.value.host });
      const known = (await deps.sites.list()).find((s) => s.url === address.value.url);
      if (known)
        return known.caFingerprint === input.caFingerprint
          ? done(view(known))
          : failed({ code: 'client.certificate-changed', host: known.host });
      const site: SiteRecord = {
        id: randomBytes(8).toString('hex'),
        ...address.value,
        caPem: seen.value.caPem,
        caFingerprint: input.caFingerprint,
        trustedAt: deps.now().toISOString(),
        sealedToken: null,
      };
      await deps.sites.put(site);
      return done(view(site));
    },
    'agent.call': async (raw) => {
      const { siteId, ...call } = bridgeInputs['agent.call'].parse(raw);
      if (KEPT_FROM_THE_PAGE.has(call.path)) return failed({ code: 'access.denied', action: call.path });
      const to = await target(siteId);
      if (!to) return gone;
      const answer = await callAgent(to, call);
      if (answer.ok || answer.failure.code !== 'auth.required') return answer;
      // A late answer to the session before must not end the one that was begun since.
      if ((await target(siteId))?.token !== to.token)
        return failed({ code: 'client.unexpected', detail: 'signed out meanwhile' });
      await forget(siteId);
      return answer;
    },
    'agent.subscribe': async (raw) => {
      const input = bridgeInputs['agent.subscribe'].parse(raw);
      return live.start(input) ? done(null) : failed({ code: 'client.unexpected', detail: 'too many subscriptions' });
    },
    'agent.unsubscribe': async (raw) => {
      live.close(bridgeInputs['agent.unsubscribe'].parse(raw).id);
      return done(null);
    },
    'session.signIn': async (raw) => {
      const { siteId, ...rest } = bridgeInputs['session.signIn'].parse(raw);
      return await signInWith(siteId, 'auth.signIn', { ...rest, client: 'desktop' });
    },
    'session.bootstrap': async (raw) => {
      const { siteId, ...rest } = bridgeInputs['session.bootstrap'].parse(raw);
      return await signInWith(siteId, 'auth.bootstrap', rest);
    },
    'session.signOut': async (raw) => {
      const { siteId } = bridgeInputs['session.signOut'].parse(raw);
      const to = await target(siteId);
      // Signed out here whatever the agent says; there, if it can be reached.
      if (to?.token) await callAgent(to, { path: 'auth.signOut', type: 'mutation', input: undefined });
      live.closeAll();
      await forget(siteId);
      return done(null);
    },
    'clipboard.write': async (raw) => {
      deps.writeClipboard(bridgeInputs['clipboard.write'].parse(raw).text);
      return done(null);
    },
    'theme.set': async (raw) => {
      deps.setTheme(bridgeInputs['theme.set'].parse(raw).theme);
      return done(null);
    },
  };
  return { handlers, close: live.closeAll };
}
