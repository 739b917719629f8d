import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SshTarget } from '../../../contract/plan.ts';
import { freePort, type Sshd, startSshd } from '../../support/sshd.ts';

const ADDRESSES_A_SERVER = 15;
/** At most so many at a time, for everybody in the table. */
export const FORKS = 32;
/** More than the fan-out: nobody's login is dropped at random. */
const ROOM = 'MaxStartups 1000';

export interface Fleet {
  readonly targets: readonly SshTarget[];
  readonly hosts: readonly string[];
  readonly knownHosts: string;
  /** An ssh_config that reaches every target with its key and knows every host key. */
  readonly clientConfig: string;
  /** For what else the bench needs on disk; removed at the end. */
  readonly folder: string;
  close(): Promise<void>;
}

/** One loopback address a target; sshd listens on at most 16 addresses, so a fleet is several servers on one port. */
export async function startFleet(size: number): Promise<Fleet> {
  const port = await freePort('127.0.0.1');
  const folder = mkdtempSync(path.join(tmpdir(), 'hp-fleet-'));
  const addresses = Array.from({ length: size }, (_, index) => `127.1.${Math.floor(index / 200)}.${(index % 200) + 1}`);
  const servers: { server: Sshd; hosts: string[] }[] = [];
  while (addresses.length > 0) {
    const hosts = addresses.splice(0, ADDRESSES_A_SERVER);
    const [host = '127.0.0.1', ...more] = hosts;
    const config = [ROOM, ...more.map((address) => `ListenAddress ${address}`)];
    servers.push({ server: await startSshd({ host, port, config }), hosts });
  }
  const targets = servers.flatMap(({ server, hosts }) =>
    hosts.map((host) => server.target(`host-${host.replaceAll('.', '-')}`, { host })),
  );
  const knownHosts = path.join(folder, 'known_hosts');
  writeFileSync(
    knownHosts,
    servers.flatMap(({ server, hosts }) => hosts.map((host) => `[${host}]:${port} ${server.hostKey}\n`)).join(''),
  );
  const identities = servers.flatMap(({ server, hosts }) =>
    hosts.map((host) => `Host ${host}\n  IdentityFile ${server.identity}\n`),
  );
  const everywhere = [`Port ${port}`, `User ${targets[0]?.user}`, 'IdentitiesOnly yes', 'BatchMode yes'];
  const keys = [`UserKnownHostsFile ${knownHosts}`, 'StrictHostKeyChecking yes'];
  const clientConfig = path.join(folder, 'ssh_config');
  writeFileSync(clientConfig, `${identities.join('')}Host *\n  ${[...everywhere, ...keys].join('\n  ')}\n`);
  return {
    targets,
    hosts: targets.map((target) => target.host),
    knownHosts,
    clientConfig,
    folder,
    close: async () => {
      await Promise.all(servers.map(({ server }) => server.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
