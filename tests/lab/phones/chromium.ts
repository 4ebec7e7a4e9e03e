import { chromium, type Browser } from 'playwright-core';
import { rolldown } from 'rolldown';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CHROMIUM, CHROMIUM_FLAGS } from '../chromium-flags.ts';

const FLAGS = [
  ...CHROMIUM_FLAGS,
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--ignore-certificate-errors',
  '--autoplay-policy=no-user-gesture-required',
  // Media between Chromium and Asterisk stays on loopback, under real addresses and not mDNS names.
  '--allow-loopback-in-peer-connection',
  // A page on localhost may open a WebSocket to 127.0.0.1 without Chromium asking a person (local network access).
  '--disable-features=WebRtcHideLocalIpsWithMdns,LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets,LocalNetworkAccessChecksWebRTC',
];

let shared: { browser: Promise<Browser>; users: number } | undefined;

/** One Chromium for all browser phones of this process; the last one out closes it. */
export async function borrowChromium(): Promise<{ browser: Browser; giveBack: () => Promise<void> }> {
  if (!existsSync(CHROMIUM)) throw new Error(`a wss phone needs Chromium at ${CHROMIUM}`);
  shared ??= { browser: chromium.launch({ executablePath: CHROMIUM, args: FLAGS }), users: 0 };
  const mine = shared;
  mine.users += 1;
  const giveBack = async (): Promise<void> => {
    mine.users -= 1;
    if (mine.users > 0) return;
    if (shared === mine) shared = undefined;
    await (await mine.browser).close();
  };
  try {
    return { browser: await mine.browser, giveBack };
  } catch (error) {
    if (shared === mine) shared = undefined;
    throw error;
  }
}

let bundle: Promise<string> | undefined;

/** The page's script with JsSIP in it, built once per process. */
export function pageScript(): Promise<string> {
  bundle ??= (async () => {
    const build = await rolldown({
      input: fileURLToPath(new URL('page/jssip-page.ts', import.meta.url)),
      platform: 'browser',
      logLevel: 'silent',
    });
    const { output } = await build.generate({ format: 'iife' });
    await build.close();
    return output[0].code;
  })();
  return bundle;
}
