/** Where Debian puts Chromium (apt-get install chromium). */
export const CHROMIUM = '/usr/bin/chromium';
/** The same one without a window around its pages (apt-get install chromium-headless-shell): a seventh less of a core. */
export const CHROMIUM_SHELL = '/usr/bin/chromium-headless-shell';
/** Headless as root, quiet on the network: what every Chromium of the tests is started with. */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
