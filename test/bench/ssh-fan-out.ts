import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SshTarget } from '../../contract/plan.ts';
import { createSsh2Shell } from '../../main/adapters/ssh/ssh2-shell.ts';
import type { Shell } from '../../main/core/ports/shell.ts';
import { freePort, type Sshd, startSshd } from '../support/sshd.ts';
import { type Figure, ms, ratio, timed } from './measure.ts';

const ADDRESSES_A_SERVER = 15;
const FORKS = 32;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

interface Fleet {
  readonly targets: readonly SshTarget[];
  readonly knownHosts: string;
  readonly clientOptions: readonly string[];
  readonly port: number;
  readonly user: string;
  close(): Promise<void>;
}

/** One loopback address a target; sshd listens on at most 16 addresses, so a fleet is several servers on one port. */
async function startFleet(size: number): Promise<Fleet> {
  const port = await freePort('127.0.0.1');
  const dir = mkdtempSync(path.join(tmpdir(), 'holdpoint-bench-ssh-'));
  const addresses = Array.from({ length: size }, (_, index) => `127.1.${Math.floor(index / 200)}.${(index % 200) + 1}`);
  const servers: { server: Sshd; hosts: string[] }[] = [];
  while (addresses.length > 0) {
    const hosts = addresses.splice(0, ADDRESSES_A_SERVER);
    const [host = '127.0.0.1', ...more] = hosts;
    servers.push({
      server: await startSshd({ host, port, config: more.map((address) => `ListenAddress ${address}`) }),
      hosts,
    });
  }
  const targets = servers.flatMap(({ server, hosts }) =>
    hosts.map((host) => server.target(`host-${host.replaceAll('.', '-')}`, { host })),
  );
  const knownHosts = path.join(dir, 'known_hosts');
  writeFileSync(
    knownHosts,
    servers.flatMap(({ server, hosts }) => hosts.map((host) => `[${host}]:${port} ${server.hostKey}\n`)).join(''),
  );
  const identities = path.join(dir, 'identities');
  writeFileSync(identities, '');
  const config = servers
    .flatMap(({ server, hosts }) => hosts.map((host) => `Host ${host}\n  IdentityFile ${server.identity}\n`))
    .join('');
  const clientConfig = path.join(dir, 'ssh_config');
  writeFileSync(
    clientConfig,
    `${config}Host *\n  Port ${port}\n  User ${servers[0]?.server.user ?? ''}\n  IdentitiesOnly yes\n  BatchMode yes\n  UserKnownHostsFile ${knownHosts}\n  StrictHostKeyChecking yes\n`,
  );
  return {
    targets,
    knownHosts,
    clientOptions: ['-F', clientConfig],
    port,
    user: servers[0]?.server.user ?? '',
    close: async () => {
      await Promise.all(servers.map(({ server }) => server.stop()));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** `echo hi` on every target, at most FORKS at a time; throws when one target did not succeed. */
async function echoEverywhere(shell: Shell, fleet: Fleet, detach: boolean): Promise<void> {
  const waiting = [...fleet.targets];
  const lane = async () => {
    for (let target = waiting.shift(); target !== undefined; target = waiting.shift())
      await echo(shell, target, detach);
  };
  await Promise.all(Array.from({ length: FORKS }, lane));
}

let lastKey = 0;

function echo(shell: Shell, target: SshTarget, detach: boolean): Promise<void> {
  lastKey += 1;
  const key = `bench.${process.pid}.${lastKey}`;
  return new Promise((resolve, reject) => {
    const task = shell.perform(
      {
        target,
        key,
        script: 'echo hi',
        shell: 'sh',
        env: {},
        cwd: null,
        detach,
        timeoutMs: 60_000,
        mode: 'start',
        offsets: { stdout: 0, stderr: 0 },
        targetBootId: null,
        reconnectMs: 0,
      },
      (message) => {
        if (message.kind !== 'finished') return;
        if (message.outcome === 'succeeded') resolve();
        else reject(new Error(`${target.name}: ${message.outcome} ${message.reason}`));
        if (detach) void shell.forget(target, key);
      },
    );
    task.grant(1024 * 1024);
  });
}

function run(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(command, args, { maxBuffer: 16 * 1024 * 1024 }, (error) => resolve(error === null));
  });
}

/** The peer's cold time, or null where it is not installed. */
async function clush(fleet: Fleet): Promise<number | null> {
  if (!(await run('clush', ['--version']))) return null;
  const hosts = fleet.targets.map((target) => target.host).join(',');
  return timed(async () => {
    if (!(await run('clush', ['-f', String(FORKS), '-o', fleet.clientOptions.join(' '), '-w', hosts, 'echo hi'])))
      throw new Error('clush failed');
  });
}

export async function benchSshFanOut(size: number): Promise<Figure[]> {
  const fleet = await startFleet(size);
  const home = mkdtempSync(path.join(tmpdir(), 'holdpoint-bench-home-'));
  const open = () =>
    createSsh2Shell({
      knownHosts: path.join(home, 'known_hosts'),
      extraKnownHosts: [fleet.knownHosts],
      home,
      agentSocket: null,
      log: silent,
    });
  try {
    const peer = await clush(fleet);
    const figures: Figure[] = [];
    for (const detach of [false, true]) {
      const shell = open();
      const cold = await timed(() => echoEverywhere(shell, fleet, detach));
      const warm = await timed(() => echoEverywhere(shell, fleet, detach));
      await shell.close();
      const beside =
        peer === null
          ? 'clush is not installed here'
          : `clush -f ${FORKS} cold ${ms(peer)}: ${ratio(peer, cold)} as fast cold, ${ratio(peer, warm)} warm`;
      figures.push({
        name: `echo hi on ${size} SSH targets, ${detach ? 'detached' : 'plain exec'}`,
        value: `cold ${ms(cold)}, warm ${ms(warm)}`,
        beside,
      });
    }
    return figures;
  } finally {
    await fleet.close();
    rmSync(home, { recursive: true, force: true });
  }
}
