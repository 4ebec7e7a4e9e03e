import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { resolve } from 'node:path';

const messages = resolve(import.meta.dirname, '../../packages/ui/src/messages');

/** What the portal's build takes instead: the words that it says alone; types go on knowing all of them. */
const INSTEAD: Readonly<Record<string, string>> = {
  '/en/index.ts': 'en/for-portal.ts',
  '/model-problem.ts': 'model-problem.portal.ts',
  '/trunk-failure.ts': 'trunk-failure.portal.ts',
};
const portalsWords: Plugin = {
  name: 'portals-words',
  enforce: 'pre',
  resolveId(source, importer) {
    const instead = Object.entries(INSTEAD).find(([end]) => source.endsWith(end))?.[1];
    return instead && importer?.startsWith(resolve(messages, '..')) ? resolve(messages, instead) : undefined;
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
