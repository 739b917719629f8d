/** Which program shows the desk, and the one line that says why it is not the other. No dependency: see prepare.mjs. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const hosts = ['browser', 'electron'];

/** `--host browser|electron` is for `npm start` alone; everything else goes on to the host. */
export function readHost(words) {
  const at = words.findIndex((word) => word === '--host' || word.startsWith('--host='));
  if (at < 0) return { forced: null, words };
  const isJoined = words[at] !== '--host';
  const forced = isJoined ? words[at].slice('--host='.length) : words[at + 1];
  if (!hosts.includes(forced)) return { problem: '--host is browser or electron.' };
  return { forced, words: words.toSpliced(at, isJoined ? 1 : 2) };
}

/** null = Electron can run here. */
export function whyNoElectron({ root, platform = process.platform, env = process.env, uid = process.getuid?.() }) {
  if (!hasBinary(path.join(root, 'node_modules', 'electron'), env))
    return "Electron's binary is not on this machine (npm start -- --host electron fetches it)";
  if (platform !== 'linux') return null;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display';
  return uid === 0 ? 'Electron does not run as root with its sandbox on, and Holdpoint does not switch it off' : null;
}

/** Electron notes the name of its program in path.txt when it is fetched; the package alone comes without. */
function hasBinary(electron, env) {
  if (env.ELECTRON_OVERRIDE_DIST_PATH) return existsSync(env.ELECTRON_OVERRIDE_DIST_PATH);
  const note = path.join(electron, 'path.txt');
  return existsSync(note) && existsSync(path.join(electron, 'dist', readFileSync(note, 'utf8').trim()));
}
