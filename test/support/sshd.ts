import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { SshTarget } from '../../contract/plan.ts';
import { accountName, ensureAccount, idsOf } from './test-accounts.ts';

export interface Sshd {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The user's home on the target: a folder of this server alone. */
  readonly home: string;
  /** Private key that may log in. */
  readonly identity: string;
  /** A known_hosts file that holds this server's key. */
  readonly knownHosts: string;
  /** `ssh-ed25519 AAAA…` */
  readonly hostKey: string;
  readonly pid: number;
  target(name: string, more?: Partial<SshTarget>): SshTarget;
  stop(): Promise<void>;
}

export interface SshdOptions {
  /** 127.0.0.x; several servers may share a port on several addresses. */
  readonly host?: string;
  readonly port?: number;
  /** Lines of sshd_config that come before ours; the first of a keyword wins. */
  readonly config?: readonly string[];
  /** What `sh` and friends are on the target: this folder comes first in PATH. */
  readonly path?: string;
  /** `path` is all there is. */
  readonly isBare?: boolean;
  /** Leave MaxSessions and MaxStartups as Debian has them. */
  readonly isDefaultLimits?: boolean;
  /** Shell commands in a mount namespace of this server alone, before it starts. Takes root. */
  readonly world?: readonly string[];
  /** Somebody else than the usual test user logs in. */
  readonly user?: LoginUser;
}

export interface LoginUser {
  readonly username: string;
  readonly uid: number;
  readonly gid: number;
}

/** Both ways a target is reached; one suite runs over each of them. */
export const transports = ['ssh2', 'openssh'] as const;
export type Transport = (typeof transports)[number];
let transport: Transport = 'ssh2';

/** From here on targets of these servers are reached like this. */
export function useTransport(wanted: Transport): void {
  transport = wanted;
}

const sshdPath = '/usr/sbin/sshd';
const testUser = accountName('test');

/** OpenSSH's own sshd on loopback, with keys and folders of its own. Stop it by `stop()`. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  if (!existsSync(sshdPath)) {
    throw new Error(
      `${sshdPath} is missing: these tests speak to a real sshd. Install it: apt-get install openssh-server`,
    );
  }
  const user = options.user ?? loginUser();
  const host = options.host ?? '127.0.0.1';
  const port = options.port ?? (await freePort(host));
  const folder = await mkdtemp(join(tmpdir(), 'hp-sshd-'));
  await chmod(folder, 0o755);
  const home = join(folder, 'home');
  await mkdir(home);
  await chown(home, user.uid, user.gid);
  for (const name of ['host_key', 'id_login']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(folder, name)]);
  }
  await writeFile(join(folder, 'authorized_keys'), await readFile(join(folder, 'id_login.pub')), { mode: 0o644 });
  await writeFile(join(folder, 'sshd_config'), configOf({ folder, home, host, port, user: user.username, options }));
  const hostKey = (await readFile(join(folder, 'host_key.pub'), 'utf8')).split(' ').slice(0, 2).join(' ');
  await writeFile(join(folder, 'known_hosts'), `[${host}]:${port} ${hostKey}\n`);
  const child = await run({ folder, host, port, world: options.world ?? [] });
  return {
    host,
    port,
    user: user.username,
    home,
    identity: join(folder, 'id_login'),
    knownHosts: join(folder, 'known_hosts'),
    hostKey,
    pid: child.pid,
    target: (name, more) => ({
      kind: 'ssh',
      name,
      host,
      port,
      user: user.username,
      identity: join(folder, 'id_login'),
      jump: null,
      stateDir: null,
      env: {},
      labels: {},
      ...(transport === 'ssh2' ? {} : { transport }),
      ...more,
    }),
    stop: async () => {
      await child.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

function configOf(about: {
  readonly folder: string;
  readonly home: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly options: SshdOptions;
}): string {
  const { folder, home, host, port, user, options } = about;
  const system = '/usr/local/bin:/usr/bin:/bin';
  const more = options.isBare === true ? '' : `:${system}`;
  const path = options.path === undefined ? system : `${options.path}${more}`;
  return [
    ...(options.config ?? []),
    `ListenAddress ${host}`,
    `Port ${port}`,
    `HostKey ${folder}/host_key`,
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    `PidFile none`,
    `AllowUsers ${user}`,
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'StrictModes no',
    'UsePAM no',
    'PrintMotd no',
    'LogLevel ERROR',
    `SetEnv HOME=${home} PATH=${path}`,
    ...(options.isDefaultLimits === true ? [] : ['MaxStartups 200', 'MaxSessions 10']),
    '',
  ].join('\n');
}

/** Root makes one user with /bin/sh and no profile (root's own login takes 300 ms); anybody else logs in as himself. */
export function loginUser(): LoginUser {
  const me = userInfo();
  if (me.uid !== 0) return me;
  ensureAccount(testUser, ['--no-create-home', '--home-dir', '/nonexistent', '--password', '*']);
  return { username: testUser, ...idsOf(testUser) };
}

async function run(about: {
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  readonly world: readonly string[];
}): Promise<{ readonly pid: number; stop(): Promise<void> }> {
  const { folder, host, port, world } = about;
  if (userInfo().uid === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const words = [sshdPath, '-D', '-e', '-f', join(folder, 'sshd_config')];
  const inWorld = ['unshare', '-m', 'sh', '-c', [...world, 'exec "$@"'].join(' && '), 'world', ...words];
  const [program = sshdPath, ...args] = world.length === 0 ? words : inWorld;
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString()).slice(-4000);
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { pid } = child;
  if (pid === undefined) throw new Error('sshd did not start');
  const deadline = Date.now() + 10_000;
  while (!(await answers(host, port))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`sshd did not come up: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const stop = async () => {
    for (const session of childrenOf(pid)) end(session);
    child.kill('SIGKILL');
    await exited;
  };
  return { pid, stop };
}

/** Sessions of this sshd, which outlive it. */
function childrenOf(pid: number): number[] {
  const found = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' }).stdout;
  const direct = found
    .split('\n')
    .map(Number)
    .filter((child) => child > 0);
  return direct.flatMap((child) => [...childrenOf(child), child]);
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

export function freePort(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
