import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bridgeInputs } from '../bridge/contract.ts';
import { bridgeCalls } from '../bridge/names.ts';
import { openBridge, type IpcEvent } from './ipc.ts';
import { appProtocol } from './protocol.ts';
import {
  APP_ORIGIN,
  CONTENT_SECURITY_POLICY,
  WEB_PREFERENCES,
  isTrustedSender,
  lockDown,
  mayNavigate,
} from './security.ts';

test('the page is isolated, sandboxed and without Node', () =>
  expect(WEB_PREFERENCES).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
  }));

test('the CSP lets the page run its own files and reach nothing', () => {
  expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'");
  expect(CONTENT_SECURITY_POLICY).toContain("script-src 'self'");
  expect(CONTENT_SECURITY_POLICY).toContain("connect-src 'none'");
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:|\*/);
});

test('the window stays in the app, opens no other and gets no permission', () => {
  const asked: Record<string, (...given: never[]) => unknown> = {};
  let open: (() => { action: 'deny' }) | undefined;
  let permission: ((contents: unknown, name: string, answer: (granted: boolean) => void) => void) | undefined;
  let check: (() => boolean) | undefined;
  lockDown({
    setWindowOpenHandler: (handler) => {
      open = handler;
    },
    on: (event: string, listener: (...given: never[]) => unknown) => {
      asked[event] = listener;
    },
    session: {
      setPermissionRequestHandler: (handler) => {
        permission = handler;
      },
      setPermissionCheckHandler: (handler) => {
        check = handler;
      },
    },
  });
  expect(open?.()).toEqual({ action: 'deny' });
  const goes = (url: string): boolean => {
    let went = true;
    asked['will-navigate']?.({ url, preventDefault: () => (went = false) } as never);
    return went;
  };
  expect(goes(`${APP_ORIGIN}/settings`)).toBe(true);
  for (const url of [
    'https://example.com/',
    'file:///etc/passwd',
    'app://synergycall.evil/',
    'javascript:alert(1)',
    'app://other/',
  ])
    expect(goes(url), url).toBe(false);
  let attached = true;
  asked['will-attach-webview']?.({ preventDefault: () => (attached = false) } as never);
  expect(attached).toBe(false);
  for (const name of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal'])
    permission?.(undefined, name, (granted) => expect(granted, name).toBe(false));
  expect(check?.()).toBe(false);
  expect(mayNavigate(`${APP_ORIGIN}.evil/`)).toBe(false);
});

test('main listens to the app’s own main frame only', () => {
  expect(isTrustedSender({ url: `${APP_ORIGIN}/t/x/users`, isMainFrame: true })).toBe(true);
  expect(isTrustedSender({ url: `${APP_ORIGIN}/`, isMainFrame: false })).toBe(false);
  expect(isTrustedSender({ url: 'https://example.com/', isMainFrame: true })).toBe(false);
  expect(isTrustedSender({ url: `${APP_ORIGIN}.evil/`, isMainFrame: true })).toBe(false);
  expect(isTrustedSender(null)).toBe(false);
});

test('every call of the bridge checks sender and input before anything is done', async () => {
  const channels = new Map<string, (event: IpcEvent, input: unknown) => Promise<unknown>>();
  const done: string[] = [];
  const handlers = Object.fromEntries(bridgeCalls.map((call) => [call, async () => void done.push(call)]));
  openBridge({ handle: (channel, listener) => void channels.set(channel, listener) }, handlers as never);
  expect([...channels.keys()].toSorted()).toEqual([...bridgeCalls].toSorted());
  const own = { senderFrame: { url: `${APP_ORIGIN}/`, isMainFrame: true } };
  for (const [call, listener] of channels) {
    await expect(
      listener({ senderFrame: { url: 'https://evil.example/', isMainFrame: true } }, {}),
      call,
    ).rejects.toThrow('unknown sender');
    await expect(listener(own, { siteId: '../../etc', url: 7, id: '' }), call).rejects.toThrow('bad input');
  }
  expect(done).toEqual([]);
});

test('paths of calls can’t leave the procedures, whatever the page asks', () => {
  const path = (value: string) =>
    bridgeInputs['agent.call'].safeParse({ siteId: '0123456789abcdef', path: value, type: 'query', input: {} }).success;
  expect(path('user.list')).toBe(true);
  for (const bad of ['../api', 'user.list?x', 'user/list', 'user.list,auth.me', '__proto__.x', '', 'a.b.c'])
    expect(path(bad), bad).toBe(false);
});

test('app:// serves its folder and nothing above it, always with the CSP', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'renderer-'));
  writeFileSync(join(folder, 'index.html'), '<html>');
  writeFileSync(join(folder, 'a.js'), '1');
  const serve = appProtocol(folder);
  const get = async (url: string) => {
    const response = await serve({ url });
    expect(response.headers.get('content-security-policy'), url).toBe(CONTENT_SECURITY_POLICY);
    expect(response.headers.get('x-content-type-options'), url).toBe('nosniff');
    return { status: response.status, type: response.headers.get('content-type') };
  };
  expect(await get(`${APP_ORIGIN}/`)).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
  expect(await get(`${APP_ORIGIN}/t/abc/users`)).toMatchObject({ status: 200 });
  expect(await get(`${APP_ORIGIN}/a.js`)).toEqual({ status: 200, type: 'text/javascript; charset=utf-8' });
  for (const url of [
    `${APP_ORIGIN}/../secret.js`,
    `${APP_ORIGIN}/%2e%2e/%2e%2e/etc/x.js`,
    `${APP_ORIGIN}/b.js`,
    `${APP_ORIGIN}/x.sqlite`,
    'app://other/index.html',
  ])
    expect((await get(url)).status, url).toBe(404);
  expect((await get(`${APP_ORIGIN}/%E0%A4%A`)).status).toBe(400);
});
