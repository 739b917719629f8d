import { defineConfig } from 'vite';

/** The one file a window sees of the desktop. A sandboxed preload can only be CommonJS, and can only ask for `electron`. */
export default defineConfig({
  build: {
    target: 'es2023',
    outDir: 'dist/preload',
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      input: { preload: 'preload/preload.ts' },
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
});
