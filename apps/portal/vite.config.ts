import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { resolve } from 'node:path';

const messages = resolve(import.meta.dirname, '../../packages/ui/src/messages');

/** Only the words that the portal says; types go on knowing all of them. */
const portalsWords: Plugin = {
  name: 'portals-words',
  enforce: 'pre',
  resolveId(source, importer) {
    return source.endsWith('/en/index.ts') && importer?.startsWith(resolve(messages, '..'))
      ? resolve(messages, 'en/for-portal.ts')
      : undefined;
  },
};

/** Pages for the people, served by the agent from its own origin: no inline script, no data: script, nothing from elsewhere. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [portalsWords, react()],
  build: {
    outDir: resolve(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    // The polyfill is for browsers that can't run the rest either.
    modulePreload: { polyfill: false },
  },
});
