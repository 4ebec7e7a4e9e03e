/** Where Debian puts Chromium (apt-get install chromium). */
export declare const CHROMIUM = "/usr/bin/chromium";
/** Headless as root, quiet on the network: what every Chromium of the tests is started with. */
export declare const CHROMIUM_FLAGS: readonly string[];
