/** `npm start`: the app. Electron where it can run, else the browser host, and one line that says why. */
import path from 'node:path';
import { readHost, whyNoElectron } from './choose-host.mjs';
import { ensureBuilt, ensureInstalled, hand, root } from './prepare.mjs';

const { problem, forced, words } = readHost(process.argv.slice(2));
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(2);
}
ensureInstalled();
ensureBuilt();
const why = forced === null ? whyNoElectron({ root }) : null;
if (why !== null) process.stderr.write(`Holdpoint opens in your browser: ${why}.\n`);
if (why === null && forced !== 'browser') hand(path.join(root, 'node_modules', 'electron', 'cli.js'), [root, ...words]);
else hand(path.join(root, 'dist', 'main', 'cli.js'), ['serve', ...words]);
