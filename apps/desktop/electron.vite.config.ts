import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';

const here = import.meta.dirname;
// Bundled, so that the package carries no node_modules of ours; workspaces are TypeScript and could not be loaded otherwise.
const bundled = { exclude: ['zod', '@synergycall/client', '@synergycall/domain', '@synergycall/ui'] };

export default defineConfig({
  main: {
    build: {
      minify: true,
      outDir: resolve(here, 'out/main'),
      externalizeDeps: bundled,
      lib: { entry: resolve(here, 'src/main/index.ts'), formats: ['es'] },
    },
  },
  preload: {
    build: {
      minify: true,
      outDir: resolve(here, 'out/preload'),
      externalizeDeps: false,
      // A sandboxed preload is CommonJS in one file.
      lib: { entry: resolve(here, 'src/preload/index.ts'), formats: ['cjs'] },
      rollupOptions: { external: ['electron'], output: { entryFileNames: 'index.cjs' } },
    },
  },
  renderer: {
    root: resolve(here, 'src/renderer'),
    // Absolute, since app:// serves the app's own deep addresses too; electron-vite overrules `base`.
    experimental: { renderBuiltUrl: (file) => `/${file}` },
    plugins: [react()],
    build: {
      minify: true,
      outDir: resolve(here, 'out/renderer'),
      // The CSP allows no data: fonts or images, so nothing is inlined.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: resolve(here, 'src/renderer/index.html') },
    },
  },
});
