/** `npm run bench [-- --record]`: figures beside peers; installs the peers it finds in Debian's packages. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensureDebianPackages, ensureInstalled, environment, hand, root } from './prepare.mjs';

ensureInstalled();
ensureDebianPackages();
const peers = { clustershell: 'clush', pssh: 'parallel-ssh', 'ansible-core': 'ansible' };
const missing = Object.keys(peers).filter((name) => !existsSync(`/usr/bin/${peers[name]}`));
if (missing.length > 0 && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
    stdio: ['ignore', 'ignore', 2],
    env: environment(),
  });
}
hand(path.join(root, 'test', 'bench', 'run.ts'), process.argv.slice(2));
