import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the desk on a fake core, for looking at it: `vite build -c test/renderer/desk/vite.config.ts`. */
// biome-ignore lint/style/noDefaultExport: a configuration file is read by its default export
export default defineConfig({
  root: 'test/renderer/desk',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../../../test/results/desk',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
});
