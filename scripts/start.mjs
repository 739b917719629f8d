/** `npm start`: the app. Electron where it can run, else the browser host, and one line that says why. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensureBuilt, ensureInstalled, hand, root } from './prepare.mjs';

function whyNoElectron() {
  if (!existsSync(path.join(root, 'dist', 'main', 'electron-main.js')))
    return 'the Electron window comes with the next build';
  if (!existsSync(path.join(root, 'node_modules', 'electron', 'dist')))
    return "Electron's binary is not on this machine";
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return 'there is no display';
  return null;
}

ensureInstalled();
ensureBuilt();
const why = whyNoElectron();
if (why === null) {
  hand(path.join(root, 'node_modules', 'electron', 'cli.js'), [root, ...process.argv.slice(2)]);
} else {
  process.stderr.write(`Holdpoint opens in your browser: ${why}.\n`);
  hand(path.join(root, 'dist', 'main', 'cli.js'), ['serve', ...process.argv.slice(2)]);
}
