/** `npm run bench [-- --record]`: figures beside peers; installs the peers it finds in Debian's packages. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensureDebianPackages, ensureInstalled, environment, hand, root } from './prepare.mjs';

ensureInstalled();
ensureDebianPackages();
if (!existsSync('/usr/bin/clush') && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'clustershell'], {
    stdio: ['ignore', 'ignore', 2],
    env: environment(),
  });
}
hand(path.join(root, 'test', 'bench', 'run.ts'), process.argv.slice(2));
