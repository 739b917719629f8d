import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { timed } from '../measure.ts';
import { type Fleet, FORKS } from './fleet.ts';

/** ms; null where Debian's package is not installed, or the fleet is too large to wait for it. */
export interface PeerTimes {
  readonly clush: number | null;
  readonly parallelSsh: number | null;
  readonly ansible: number | null;
  /** The second of two runs over connections that ssh's ControlPersist keeps. */
  readonly ansibleWarm: number | null;
}

/** Above this only the quickest of them is waited for: they grow with the targets, too. */
const MOST_FOR_ALL = 200;

/** `command` on every target by those who do that all day, as they come, with as many at a time as ours. */
export async function timePeers(fleet: Fleet, command: string): Promise<PeerTimes> {
  if (fleet.hosts.length > MOST_FOR_ALL) {
    return { clush: await clush(fleet, command), parallelSsh: null, ansible: null, ansibleWarm: null };
  }
  return {
    clush: await clush(fleet, command),
    parallelSsh: await parallelSsh(fleet, command),
    ...(await ansible(fleet, command)),
  };
}

export async function clush(fleet: Fleet, command: string): Promise<number | null> {
  if (!(await isInstalled('clush'))) return null;
  const asked = ['-f', String(FORKS), '-o', `-F ${fleet.clientConfig}`, '-w', fleet.hosts.join(','), command];
  return timed(() => succeed('clush', asked));
}

async function parallelSsh(fleet: Fleet, command: string): Promise<number | null> {
  if (!(await isInstalled('parallel-ssh'))) return null;
  const hosts = path.join(fleet.folder, 'hosts');
  writeFileSync(hosts, fleet.hosts.map((host) => `${host}\n`).join(''));
  const asked = ['-h', hosts, '-p', String(FORKS), '-i', '-x', `-F ${fleet.clientConfig}`, command];
  return timed(() => succeed('parallel-ssh', asked));
}

async function ansible(fleet: Fleet, command: string): Promise<Pick<PeerTimes, 'ansible' | 'ansibleWarm'>> {
  if (!(await isInstalled('ansible'))) return { ansible: null, ansibleWarm: null };
  const inventory = path.join(fleet.folder, 'inventory');
  writeFileSync(inventory, fleet.hosts.map((host) => `${host}\n`).join(''));
  const asked = ['all', '-i', inventory, '-m', 'raw', '-a', command, '-f', String(FORKS)];
  const controls = path.join(fleet.folder, 'cp');
  mkdirSync(controls, { recursive: true });
  const once = (master: string) =>
    timed(() =>
      succeed('ansible', asked, { ANSIBLE_SSH_ARGS: `-F ${fleet.clientConfig} ${master}`, HOME: fleet.folder }),
    );
  const cold = await once('-o ControlMaster=no -o ControlPath=none');
  const kept = `-o ControlMaster=auto -o ControlPersist=60s -o ControlPath=${controls}/%C`;
  await once(kept);
  const warm = await once(kept);
  await Promise.all(fleet.hosts.map((host) => hangUp(fleet, host, controls)));
  return { ansible: cold, ansibleWarm: warm };
}

function hangUp(fleet: Fleet, host: string, controls: string): Promise<unknown> {
  return run('ssh', ['-F', fleet.clientConfig, '-o', `ControlPath=${controls}/%C`, '-O', 'exit', host]);
}

async function isInstalled(command: string): Promise<boolean> {
  return (await run(command, ['--version'])).ok;
}

async function succeed(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<void> {
  const done = await run(command, args, env);
  if (!done.ok) throw new Error(`${command} failed: ${done.said.slice(-2000)}`);
}

function run(command: string, args: readonly string[], env: Record<string, string> = {}) {
  return new Promise<{ ok: boolean; said: string }>((resolve) => {
    const options = { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, ...env } };
    execFile(command, args, options, (error, stdout, stderr) =>
      resolve({ ok: error === null, said: `${stdout}${stderr}` }),
    );
  });
}
