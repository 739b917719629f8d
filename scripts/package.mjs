/**
 * `npm run package [-- electron-builder's options]`: builds, writes the bill of materials, and makes this system's
 * packages under dist/packages. Electron's binary is fetched once, or taken from `-c.electronDist=FOLDER`.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureBuilt, ensureInstalled, environment, node, root } from './prepare.mjs';

function step(file, args = []) {
  const done = spawnSync(node, [file, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: environment(),
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

ensureInstalled();
ensureBuilt({ always: true });
step(path.join(root, 'scripts', 'sbom.mjs'));
step(path.join(root, 'node_modules', 'electron-builder', 'cli.js'), ['--publish', 'never', ...process.argv.slice(2)]);
