import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { practiceRelease } from './practice-release.ts';
import { claimFolder, freshFolder, keyPair, writeCommands } from './range-folder.ts';
import { ShopService } from './shop-service.ts';
import { type HostFault, PracticeHost } from './ssh-host.ts';

export interface RangeOptions {
  /** Web hosts; one database host comes on top. Default 3. */
  readonly hosts?: number;
  /** Where keys, homes and state live. Default `~/.holdpoint/range`, wiped at each start but for the keys. */
  readonly dir?: string;
  /** Who plays the release manager in the practice release. */
  readonly person?: string;
}

export interface RangeDescription {
  readonly dir: string;
  /** The practice release for this very range. */
  readonly runbook: string;
  readonly answers: string;
  readonly identity: string;
  readonly knownHosts: string;
  readonly ssh: readonly {
    readonly name: string;
    readonly host: string;
    readonly port: number;
    readonly user: string;
  }[];
  readonly http: { readonly name: string; readonly url: string };
}

export interface Range {
  describe(): RangeDescription;
  /** Null when done, else why not. Hosts: refuse, hang, cut, drop, slow, `exit N`, heal. The service: error, stall, reset, heal. */
  fault(host: string, fault: string): string | null;
  /** The practice release as text, and the host keys that belong to it. */
  readonly practice: {
    readonly text: string;
    readonly hostKeys: readonly { readonly host: string; readonly port: number; readonly publicKey: string }[];
  };
  close(): Promise<void>;
}

/** The first web host's preferred port, the others follow; the service's is 80 above. A taken one gives way. */
const FIRST_PORT = 22101;
const SERVICE = 'shop-api';

/** Starts real SSH servers and a real HTTP service on loopback. */
export async function startRange(options: RangeOptions = {}): Promise<Range> {
  const folder = claimFolder(options.dir);
  const state = freshFolder(path.join(folder.dir, 'state'));
  const bin = writeCommands(folder.dir);
  const client = keyPair(path.join(folder.dir, 'id_ed25519'));
  const names = [
    ...Array.from({ length: options.hosts ?? 3 }, (_, index) => `web-${String(index + 1).padStart(2, '0')}`),
    'db-01',
  ];
  const hosts: PracticeHost[] = [];
  const publicKeys: string[] = [];
  for (const [index, name] of names.entries()) {
    const home = freshFolder(path.join(folder.dir, 'hosts', name));
    const hostKey = keyPair(path.join(folder.dir, `host_key_${name}`));
    publicKeys.push(hostKey.public);
    const env = {
      HOME: home,
      USER: 'practice',
      LOGNAME: 'practice',
      HP_HOST: name,
      RANGE_STATE: state,
      PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
      LANG: 'C.UTF-8',
    };
    const port = folder.isDefault ? FIRST_PORT + index : 0;
    hosts.push(
      await PracticeHost.start({ name, home, env, port, hostKey: hostKey.private, authorizedKey: client.public }),
    );
  }
  const web = names.filter((name) => name.startsWith('web'));
  const servicePort = folder.isDefault ? FIRST_PORT + 80 : 0;
  const fault = (host: string, what: string) => breakSomething({ hosts, service, dir: folder.dir }, host, what);
  const service = await ShopService.start({ port: servicePort, state, hosts: web, onFault: fault });
  const text = practiceRelease({
    hosts: hosts.map((host) => ({
      name: host.name,
      port: host.port,
      tier: host.name.startsWith('web') ? 'web' : 'db',
    })),
    serviceUrl: service.url,
    identity: client.file,
    person: options.person ?? 'Robin Meyer',
    windowStart: Date.now(),
  });
  const description = describeRange({ dir: folder.dir, hosts, service, text, identity: client.file, publicKeys });
  return {
    describe: () => description,
    fault,
    practice: {
      text,
      hostKeys: hosts.map((host, index) => ({
        host: '127.0.0.1',
        port: host.port,
        publicKey: publicKeys[index] ?? '',
      })),
    },
    close: async () => {
      await Promise.all([service.close(), ...hosts.map((host) => host.close())]);
      rmSync(path.join(folder.dir, 'pid'), { force: true });
      if (folder.isTemporary) rmSync(folder.dir, { recursive: true, force: true });
    },
  };
}

interface Breakable {
  readonly hosts: readonly PracticeHost[];
  readonly service: ShopService;
  readonly dir: string;
}

const hostFaults: readonly string[] = ['refuse', 'hang', 'cut', 'drop', 'slow'] satisfies HostFault[];

function isHostFault(fault: string): fault is HostFault {
  return hostFaults.includes(fault);
}

function breakSomething(range: Breakable, name: string, fault: string): string | null {
  if (name === SERVICE) return breakService(range.service, fault);
  const host = range.hosts.find((one) => one.name === name);
  if (host === undefined)
    return `no host ${name}: there are ${[...range.hosts.map((one) => one.name), SERVICE].join(', ')}`;
  const exit = /^exit (\d{1,3})$/.exec(fault);
  if (exit?.[1] !== undefined) writeFileSync(path.join(range.dir, 'hosts', name, 'fail'), exit[1]);
  else if (fault === 'heal') host.heal();
  else if (isHostFault(fault)) host.break(fault);
  else return `no fault ${fault}: there are ${hostFaults.join(', ')}, exit N, heal`;
  return null;
}

function breakService(service: ShopService, fault: string): string | null {
  if (fault === 'heal') service.break(null);
  else if (fault === 'error' || fault === 'stall' || fault === 'reset') service.break(fault);
  else return `no fault ${fault}: there are error, stall, reset, heal`;
  return null;
}

interface Described {
  readonly dir: string;
  readonly hosts: readonly PracticeHost[];
  readonly service: ShopService;
  readonly text: string;
  readonly identity: string;
  readonly publicKeys: readonly string[];
}

function describeRange(range: Described): RangeDescription {
  const runbook = path.join(range.dir, 'practice-release.yaml');
  const answers = path.join(range.dir, 'answers.yaml');
  const knownHosts = path.join(range.dir, 'known_hosts');
  writeFileSync(runbook, range.text);
  writeFileSync(answers, practiceAnswers);
  writeFileSync(
    knownHosts,
    range.hosts
      .map(
        (host, index) =>
          `[127.0.0.1]:${host.port} ${(range.publicKeys[index] ?? '').split(' ').slice(0, 2).join(' ')}\n`,
      )
      .join(''),
  );
  return {
    dir: range.dir,
    runbook,
    answers,
    identity: range.identity,
    knownHosts,
    ssh: range.hosts.map((host) => ({ name: host.name, host: '127.0.0.1', port: host.port, user: 'practice' })),
    http: { name: SERVICE, url: range.service.url },
  };
}

/** What the people of the practice release would say, for a run without a person (`--answers`). */
export const practiceAnswers = `# What people would say, by step id: for \`holdpoint run … --go --answers answers.yaml\`
freeze-confirmed: { outcome: done, by: Robin Meyer, items: [freeze, oncall] }
go-no-go: { outcome: done, by: Robin Meyer, approve: true, items: [backup-complete, tier-drained], note: Backup complete and pool empty }
first-order: { outcome: done, by: Sam Okafor, evidence: { order-number: SO-100042 }, note: First order is in }
announce: { outcome: done, by: Robin Meyer, note: stakeholders@example.com }
`;
