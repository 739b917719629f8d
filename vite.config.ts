import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page as the hosts serve it: hashed files of our own, nothing inline, nothing from outside. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    // The polyfill would be an inline script, which the content security policy refuses.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
});
