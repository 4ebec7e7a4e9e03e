import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { bridgeHandlers } from '../../../apps/desktop/src/main/calls.ts';
import { openBridge, type IpcEvent } from '../../../apps/desktop/src/main/ipc.ts';
import { appProtocol } from '../../../apps/desktop/src/main/protocol.ts';
import { APP_ORIGIN } from '../../../apps/desktop/src/main/security.ts';
import { siteStore } from '../../../apps/desktop/src/main/site-store.ts';
import { closeContext, sharedChromium } from '../../lab/shared-chromium.ts';
import type { Desktop, LaunchOptions } from './types.ts';

const OUT = join(import.meta.dirname, '../../../apps/desktop/out');

/** Chromium serves no app:// to Playwright, so a port of this machine stands for it; main sees app:// all the same. */
async function appServer(): Promise<{ origin: string; server: Server }> {
  const serve = appProtocol(join(OUT, 'renderer'));
  const server = createServer((request, answer) => {
    void (async () => {
      const path = request.url ?? '/';
      const response = await serve({ url: APP_ORIGIN + path });
      const headers = Object.fromEntries(response.headers);
      // Chromium compiles a bundle that it may keep once and not at each reload; its name changes with what is in it.
      if (path.startsWith('/assets/')) headers['cache-control'] = 'max-age=3600, immutable';
      answer.writeHead(response.status, headers).end(Buffer.from(await response.arrayBuffer()));
    })();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/**
 * Debian's headless Chromium around the real renderer bundle, the real preload bundle and the real modules of main, under
 * Electron's rules: values cross as structured clones, errors as "Error invoking remote method", main sees the sender's
 * frame. It gives no isolated world, no sandbox of Electron's, no safeStorage, menus or updater.
 */
export async function launchChromiumHost(options: LaunchOptions): Promise<Desktop> {
  const { origin, server } = await appServer();
  const toApp = (url: string): string => (url.startsWith(`${origin}/`) ? APP_ORIGIN + url.slice(origin.length) : url);
  const browser = await sharedChromium();
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1440, height: 900 },
    colorScheme: options.colorScheme ?? 'light',
    bypassCSP: options.bypassCSP ?? false,
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  // The real one refuses them: nothing but its own bundle and main is there for a page.
  const strangers: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url)) strangers.push(url);
  });

  let copied = '';
  const sealed = new Map<string, string>();
  const main = bridgeHandlers({
    sites: siteStore(join(options.userData, 'sites.json')),
    // No key store here: what is sealed is a handle into this process, never the token.
    vault: {
      seal: (token) => {
        const handle = `sealed-${sealed.size}`;
        sealed.set(handle, token);
        return handle;
      },
      unseal: (handle) => sealed.get(handle) ?? null,
    },
    writeClipboard: (text) => {
      copied = text;
    },
    setTheme: () => undefined,
    send: (event) => {
      if (page.isClosed()) return;
      page
        .evaluate(
          (value) => (window as unknown as { __fromMain: (v: unknown) => void }).__fromMain(value),
          clone(event),
        )
        .catch(() => undefined);
    },
    now: () => new Date(),
  });
  const channels = new Map<string, (event: IpcEvent, input: unknown) => Promise<unknown>>();
  openBridge({ handle: (channel, listener) => void channels.set(channel, listener) }, main.handlers);

  await page.exposeBinding('__toMain', async (source, channel: string, input: unknown) => {
    const handler = channels.get(channel);
    if (!handler) return { error: `Error: No handler registered for '${channel}'` };
    const senderFrame = { url: toApp(source.frame.url()), isMainFrame: source.frame.parentFrame() === null };
    try {
      const value = clone(await handler({ senderFrame }, input));
      // What an agent answered was JSON already. As one text it crosses in ms; Playwright takes seconds for 10,000 rows.
      return channel === 'agent.call' ? { json: JSON.stringify(value) } : { value };
    } catch (error) {
      return { error: String(error) };
    }
  });
  await page.addInitScript({ content: preloadScript() });
  await page.goto(`${origin}/`);
  return {
    launcher: 'chromium-host',
    page,
    clipboard: () => Promise.resolve(copied),
    close: async () => {
      // The page first: what it asks for while it goes would be opened again behind a main that has closed.
      try {
        await closeContext(context);
      } finally {
        main.close();
        server.close();
        server.closeAllConnections();
      }
      if (strangers.length > 0) throw new Error(`the page asked elsewhere: ${strangers.join(', ')}`);
    },
  };
}

/** Structured clone as Electron does it between processes. */
const clone = <T>(value: T): T => deserialize(serialize(value)) as T;

/** The real preload bundle with an `electron` that has only contextBridge and ipcRenderer, as a sandboxed preload sees. */
function preloadScript(): string {
  const bundle = readFileSync(join(OUT, 'preload/index.cjs'), 'utf8');
  return `(() => {
    const toMain = window.__toMain;
    delete window.__toMain;
    const listeners = new Map();
    window.__fromMain = (event) => { for (const l of listeners.get('agent.event') ?? []) l({}, structuredClone(event)); };
    const electron = {
      contextBridge: { exposeInMainWorld: (name, api) => Object.defineProperty(window, name, { value: Object.freeze(api) }) },
      ipcRenderer: {
        invoke: async (channel, input) => {
          const answer = await toMain(channel, structuredClone(input));
          if (answer.error !== undefined) throw new Error("Error invoking remote method '" + channel + "': " + answer.error);
          return answer.json === undefined ? structuredClone(answer.value) : JSON.parse(answer.json);
        },
        on: (channel, l) => { listeners.set(channel, [...(listeners.get(channel) ?? []), l]); },
        removeListener: (channel, l) => { listeners.set(channel, (listeners.get(channel) ?? []).filter((x) => x !== l)); },
      },
    };
    const require = (name) => { if (name === 'electron') return electron; throw new Error('no module ' + name + ' in a sandboxed preload'); };
    const module = { exports: {} };
    ((require, module, exports) => { ${bundle} })(require, module, module.exports);
  })();`;
}
