/**
 * What a fresh machine lacks: packages, the build, Debian's chromium and sshd. Runs on Node 20 without any
 * dependency, because it runs before there are any.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const modules = path.join(root, 'node_modules');
export const bin = path.join(modules, '.bin');

/** Node 24 of our own: better-sqlite3 crashes the process on Node 20. */
export const node = path.join(bin, process.platform === 'win32' ? 'node.cmd' : 'node');

/** The environment in which our own Node comes first. */
export function environment(extra = {}) {
  return { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`, ...extra };
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function run(command, args, options = {}) {
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    ...options,
  });
  if (done.error) throw done.error;
  return done.status ?? 1;
}

/** `npm ci` when the packages are missing or older than the lock file. */
export function ensureInstalled() {
  const stamp = path.join(modules, '.holdpoint-lock');
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock && existsSync(node)) return;
  say('Installing the packages of package-lock.json (once) …');
  if (run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']) !== 0) {
    say('npm ci did not succeed: see above. Nothing was started.');
    process.exit(2);
  }
  writeFileSync(stamp, lock);
}

const sourceFolders = ['contract', 'main', 'db', 'renderer', 'preload', 'examples'];
const sourceFiles = [
  'package-lock.json',
  'vite.config.ts',
  'vite.main.config.ts',
  'vite.preload.config.ts',
  'tsconfig.json',
];

function newest(entry) {
  const at = statSync(entry, { throwIfNoEntry: false });
  if (!at) return 0;
  if (!at.isDirectory()) return at.mtimeMs;
  return readdirSync(entry).reduce((latest, name) => Math.max(latest, newest(path.join(entry, name))), at.mtimeMs);
}

/** Builds page and hosts when a source is newer than the last build. */
export function ensureBuilt({ always = false } = {}) {
  const stamp = path.join(root, 'dist', '.built');
  const built = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const changed = Math.max(...[...sourceFolders, ...sourceFiles].map((name) => newest(path.join(root, name))));
  if (!always && built > changed) return;
  const started = Date.now();
  say('Building (the sources are newer than the last build) …');
  rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  for (const config of ['vite.config.ts', 'vite.main.config.ts', 'vite.preload.config.ts']) {
    const status = run(
      node,
      [path.join(modules, 'vite', 'bin', 'vite.js'), 'build', '--config', config, '--logLevel', 'warn'],
      // Whoever calls may be a test run: React's development build names the folder it was built in.
      { env: environment({ NODE_ENV: 'production' }) },
    );
    if (status !== 0) {
      say(`The build of ${config} failed: see above.`);
      process.exit(2);
    }
  }
  mkdirSync(path.join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, new Date(started).toISOString());
}

function onPath(name) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, name)));
}

const chromiums = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const debian = [
  {
    package: 'chromium',
    there: () => process.env.HOLDPOINT_CHROMIUM !== undefined || chromiums.some((file) => existsSync(file)),
  },
  // Linux only, as everything here: the fault tests let system calls fail and kill processes at them.
  { package: 'strace', there: () => process.platform !== 'linux' || existsSync('/usr/bin/strace') },
  { package: 'openssh-server', there: () => existsSync('/usr/sbin/sshd') },
  { package: 'busybox', there: () => ['/bin/busybox', '/usr/bin/busybox'].some((file) => existsSync(file)) },
  // Another account on the target, and a network that really drops packets.
  { package: 'sudo', there: () => existsSync('/usr/bin/sudo') },
  { package: 'iproute2', there: () => process.platform !== 'linux' || onPath('ip') },
  { package: 'mount', there: () => process.platform !== 'linux' || onPath('mount') },
  // A slim image has none of these: certificates to refuse, the processes a script leaves behind, the house's files.
  { package: 'openssl', there: () => onPath('openssl') },
  { package: 'procps', there: () => onPath('ps') },
  { package: 'git', there: () => onPath('git') },
];

/** On Debian as root: the real peers the tests need. Elsewhere: says what to install, and stops. */
export function ensureDebianPackages() {
  const missing = debian.filter((entry) => !entry.there()).map((entry) => entry.package);
  if (missing.length === 0) return;
  const mayInstall = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
  if (!mayInstall) {
    say(
      `The tests need ${missing.join(', ')}. Install them with your system's package manager and run npm test again.`,
    );
    process.exit(2);
  }
  say(`Installing Debian's ${missing.join(', ')} for the tests (once) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 2] });
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...missing];
  if (run('apt-get', install, { env, stdio: ['ignore', 'ignore', 2] }) !== 0) process.exit(2);
}

/** A small young generation: judging a large runbook would otherwise leave the core at 350 MB instead of 230. */
const nodeOptions = ['--max-semi-space-size=4'];

/**
 * Runs a program of ours under Node 24 in the foreground and ends as it ends. A terminal sends Ctrl-C to the whole
 * group, so it is passed on only where there is no terminal: twice would mean "leave at once".
 */
export function hand(file, args, extra = {}) {
  const child = spawn(node, [...nodeOptions, file, ...args], { stdio: 'inherit', env: environment(extra) });
  const terminal = process.stdin.isTTY === true;
  process.on('SIGINT', () => terminal || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
