import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

const nodeModules = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);
/** Native or worker-starting packages stay packages; everything else becomes part of the bundle. */
const packages = new Set(['better-sqlite3', 'ssh2', '@napi-rs/keyring', 'electron']);

/** The programs that run on Node: the command line, and with it the browser host; Electron's main process and its core. */
export default defineConfig({
  build: {
    target: 'node24',
    ssr: true,
    outDir: 'dist/main',
    emptyOutDir: true,
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: {
        cli: 'main/hosts/cli.ts',
        'electron-main': 'main/hosts/electron-main.ts',
        'electron-core': 'main/hosts/electron-core.ts',
        // Started as threads by whichever of them holds the core.
        'document-thread': 'main/hosts/document-thread.ts',
        'sheet-thread': 'main/hosts/sheet-thread.ts',
        'output-find-thread': 'main/hosts/output-find-thread.ts',
        'output-search-thread': 'main/hosts/output-search-thread.ts',
        'shell-thread': 'main/hosts/shell-thread.ts',
      },
      external: (id) => nodeModules.has(id) || packages.has(id),
      output: { format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' },
    },
  },
  ssr: { noExternal: true },
});
