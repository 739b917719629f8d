/** Which installed packages a build really contains: read from the bundler's module graph, not from what is declared. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { parse } from 'yaml';
import { root } from './prepare.mjs';

export const buildConfigs = ['vite.config.ts', 'vite.main.config.ts', 'vite.preload.config.ts'];

/** Lock file keys (`node_modules/NAME`, nested ones too) of every package in the packaged app, sorted. */
export async function shippedPackages() {
  const keys = new Set(['node_modules/electron', ...unbundledPackages()]);
  for (const id of await bundledModules()) {
    const key = packageOf(id);
    if (key !== null) keys.add(key);
  }
  return [...keys].sort();
}

/** What electron-builder.yml copies beside the bundle. */
function unbundledPackages() {
  const { files } = parse(readFileSync(path.join(root, 'electron-builder.yml'), 'utf8'));
  const copied = files.filter((entry) => entry.from === 'node_modules').flatMap(({ filter }) => filter);
  return copied.map((pattern) => `node_modules/${/^(@[^/]+\/)?[^/]+/.exec(pattern)[0]}`);
}

async function bundledModules() {
  const outDir = mkdtempSync(path.join(tmpdir(), 'holdpoint-contents-'));
  const before = process.cwd();
  process.chdir(root);
  process.env.NODE_ENV = 'production';
  try {
    const ids = [];
    for (const configFile of buildConfigs) {
      const built = await build({ configFile, logLevel: 'error', build: { outDir, write: false } });
      const chunks = [built].flat().flatMap(({ output }) => output);
      ids.push(...chunks.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : [])));
    }
    return ids;
  } finally {
    process.chdir(before);
    rmSync(outDir, { recursive: true, force: true });
  }
}

/** The folder of the package that a module id lies in, from the repository's root; null for our own modules. */
function packageOf(id) {
  // Virtual modules begin with a zero byte; queries tell how a file is read.
  const file = id.replace(/^\0/, '').replace(/\?.*$/, '').split(path.sep).join('/');
  const found = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
  return found === undefined ? null : path.posix.relative(root.split(path.sep).join('/'), found);
}
