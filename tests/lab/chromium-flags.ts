/** Where Debian puts Chromium (apt-get install chromium). */
export const CHROMIUM = '/usr/bin/chromium';
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
