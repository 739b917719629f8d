import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import type { SshTarget } from '../../../contract/plan.ts';
import type { HostKeyState } from '../../../contract/workspace-views.ts';
import type { TrustedKey } from '../../core/ports/shell.ts';
import { connectAlgorithms } from './algorithms.ts';
import type { Resolver } from './config/resolver.ts';
import type { Route } from './config/route.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { type Endpoint, endpointOf, keyOf, nameOf } from './endpoint.ts';
import type { HostKeyBook } from './host-key-book.ts';
import { authoritiesOf, fingerprintOf, judgeHostKey, type KnownHost, keyTypeOf, knownKeyTypes } from './known-hosts.ts';
import type { Limits } from './limits.ts';
import type { ShownKey, SystemClient } from './openssh/system-client.ts';
import { StartGate } from './start-gate.ts';
import { type Reached, reached, textOf, troubled } from './trouble.ts';

export interface Scanner {
  readonly book: HostKeyBook;
  readonly pool: ConnectionPool;
  readonly resolver: Resolver;
  readonly client: SystemClient;
  readonly limits: Limits;
  readonly osUser: string;
  /** Keys as they were last shown, by `host:port fingerprint`. */
  readonly shown: Map<string, Endpoint>;
}

/** What a server shows, and what known_hosts says about it. */
interface Scan {
  readonly route: Route;
  readonly known: readonly KnownHost[];
  readonly key: Reached<ShownKey>;
}

async function scanOne(scanner: Scanner, endpoint: Endpoint, signal?: AbortSignal): Promise<Reached<Scan>> {
  const route = await scanner.resolver.route(endpoint);
  if (!route.ok) return route;
  const known = await scanner.book.entries(route.value);
  if (!known.ok) return known;
  const key = await shownKey(scanner, {
    route: route.value,
    known: known.value,
    ...(signal === undefined ? {} : { signal }),
  });
  return reached({ route: route.value, known: known.value, key });
}

interface Asking {
  readonly route: Route;
  readonly known: readonly KnownHost[];
  readonly signal?: AbortSignal;
}

/** The key a server shows, by a key exchange and nothing more. */
async function shownKey(scanner: Scanner, asking: Asking): Promise<Reached<ShownKey>> {
  const { route, known, signal } = asking;
  const types = knownKeyTypes(known, route.keyName);
  for (let attempt = 1; ; attempt++) {
    const key =
      route.endpoint.transport === 'openssh'
        ? await shownToClient(scanner, route)
        : await shownToUs(scanner, route, { types, ...(signal === undefined ? {} : { signal }) });
    // MaxStartups drops at random.
    if (key.ok || key.trouble.kind !== 'dropped' || attempt === 3) return key;
    await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 300));
  }
}

async function shownToUs(
  scanner: Scanner,
  route: Route,
  { types, signal }: { readonly types: ReadonlySet<string>; readonly signal?: AbortSignal },
): Promise<Reached<ShownKey>> {
  const algorithms = connectAlgorithms(types, route.settings.algorithms);
  if (!algorithms.ok) return algorithms;
  const socket = await scanner.pool.reach(route.asked, signal);
  if (!socket.ok) return socket;
  const key = await exchange(socket.value, algorithms.value, scanner.limits.handshakeMs);
  return key.ok ? reached({ key: key.value, authority: null }) : key;
}

async function shownToClient(scanner: Scanner, route: Route): Promise<Reached<ShownKey>> {
  const { jump } = route.endpoint;
  if (jump === null) return scanner.client.shownKey(route, null);
  const lease = await scanner.pool.leaseJump(jump);
  if (!lease.ok) return lease;
  try {
    return await scanner.client.shownKey(route, lease.value.link);
  } finally {
    lease.value.release();
  }
}

function exchange(
  socket: Duplex,
  algorithms: NonNullable<ssh2.ConnectConfig['algorithms']>,
  timeoutMs: number,
): Promise<Reached<Buffer>> {
  return new Promise((resolve) => {
    const client = new ssh2.Client();
    const settle = (result: Reached<Buffer>) => {
      clearTimeout(timer);
      resolve(result);
      client.destroy();
      socket.destroy();
    };
    const timer = setTimeout(
      () => settle(troubled('timeout', 'The server did not finish the key exchange in time.')),
      timeoutMs,
    );
    client.on('error', (error) => settle(troubled('protocol', `The key exchange failed: ${textOf(error)}.`)));
    client.on('close', () => settle(troubled('dropped', 'The server closed the connection before the key exchange.')));
    const hostVerifier = (key: Buffer) => {
      settle(reached(key));
      return false;
    };
    client.connect({
      sock: socket,
      username: 'nobody',
      algorithms,
      hostVerifier,
      readyTimeout: 0,
    });
  });
}

/** A server that several targets name is asked once. */
export async function scanHostKeys(
  scanner: Scanner,
  targets: readonly SshTarget[],
  signal: AbortSignal,
): Promise<readonly HostKeyState[]> {
  const gate = new StartGate(scanner.limits.scansAtOnce);
  const asked = new Map<string, Promise<Reached<Scan>>>();
  const scanOf = (endpoint: Endpoint) => {
    const name = keyOf(endpoint);
    const present = asked.get(name);
    if (present !== undefined) return present;
    const asking = gate.through('scan', () => scanOne(scanner, endpoint, signal));
    asked.set(name, asking);
    return asking;
  };
  return Promise.all(
    targets.map(async (target) => {
      const about = { target: target.name, host: target.host, port: target.port };
      const endpoint = endpointOf(target, scanner.osUser);
      // A way that cannot be trusted yet is not gone: its own key is the one to look at first.
      const hop = await untrustedHop(scanner, endpoint, scanOf);
      if (hop !== null) return hop.isItself ? { ...about, ...stateOf(hop.scan) } : hopState(target.name, hop);
      const scan = await scanOf(endpoint);
      const { state } = stateOf(scan);
      if (state === 'unknown' && scan.ok) note(scanner, about, scan.value);
      return { ...about, ...stateOf(scan) };
    }),
  );
}

interface Hop {
  readonly endpoint: Endpoint;
  readonly scan: Reached<Scan>;
  readonly isItself: boolean;
}

/** The first jump host on the way whose key is not known; null = all are. */
async function untrustedHop(
  scanner: Scanner,
  endpoint: Endpoint,
  scanOf: (endpoint: Endpoint) => Promise<Reached<Scan>>,
): Promise<Hop | null> {
  const route = await scanner.resolver.route(endpoint);
  if (!route.ok) return { endpoint, scan: route, isItself: true };
  const { jump } = route.value.endpoint;
  if (jump === null) return null;
  const before = await untrustedHop(scanner, jump, scanOf);
  if (before !== null) return { ...before, isItself: false };
  const scan = await scanOf(jump);
  if (stateOf(scan).state === 'known') return null;
  if (scan.ok) note(scanner, scan.value.route.endpoint, scan.value);
  return { endpoint: jump, scan, isItself: false };
}

function hopState(target: string, { endpoint, scan }: Hop): HostKeyState {
  const at = scan.ok ? scan.value.route.endpoint : endpoint;
  const found = stateOf(scan);
  const advice = found.state === 'unknown' ? ' Trust its key first, then look again.' : '';
  const detail = `This is the jump host ${nameOf(at)} on the way to ${target}.${advice} ${found.detail ?? ''}`.trim();
  return { target, host: at.host, port: at.port, ...found, detail, isJumpHost: true };
}

/** So that whoever trusts the key means the server it was shown by. */
function note(scanner: Scanner, at: { readonly host: string; readonly port: number }, { route, key }: Scan): void {
  if (key.ok) scanner.shown.set(shownName(at, key.value.key), route.asked);
}

function shownName({ host, port }: { readonly host: string; readonly port: number }, key: Buffer): string {
  return `${host}:${port} ${fingerprintOf(key)}`;
}

function stateOf(scan: Reached<Scan>): Omit<HostKeyState, 'target' | 'host' | 'port'> {
  const unreachable = (detail: string) =>
    ({ state: 'unreachable', keyType: null, fingerprint: null, expected: null, detail }) as const;
  if (!scan.ok) return unreachable(scan.trouble.sentence);
  const { key, known, route } = scan.value;
  if (!key.ok) return unreachable(key.trouble.sentence);
  const { key: bytes, authority } = key.value;
  const shown = { keyType: keyTypeOf(bytes), fingerprint: fingerprintOf(bytes), expected: null, detail: null };
  const isCertified = authoritiesOf(known, route.keyName).some((each) => fingerprintOf(each) === authority);
  const verdict = judgeHostKey(known, { name: route.keyName, key: bytes });
  switch (verdict.kind) {
    case 'revoked':
      return { ...shown, state: 'changed', detail: 'This key is marked @revoked in known_hosts. Do not connect.' };
    case 'changed': {
      if (isCertified) return { ...shown, state: 'known' };
      const detail = 'The host shows another key than known_hosts holds. Ask its owner before anything else.';
      return { ...shown, state: 'changed', expected: verdict.expected.join(', '), detail };
    }
    case 'known':
    case 'unknown':
      return { ...shown, state: isCertified ? 'known' : verdict.kind };
  }
}

/** Asks each server again and adds only keys that are still the ones shown, and still unknown. */
export async function trustHostKeys(scanner: Scanner, keys: readonly TrustedKey[]): Promise<readonly TrustedKey[]> {
  const gate = new StartGate(scanner.limits.scansAtOnce);
  const checked = await Promise.all(keys.map((key) => gate.through('trust', () => checkAgain(scanner, key))));
  const good = checked.filter((entry) => entry !== null);
  await scanner.book.add(good.filter((entry) => entry.isNew));
  return good.map((entry) => entry.trusted);
}

async function checkAgain(scanner: Scanner, trusted: TrustedKey) {
  const { host, port, keyType, fingerprint } = trusted;
  const plain = { user: scanner.osUser, identity: null, jump: null, transport: 'ssh2' } as const;
  const stated = { user: false, port: true, jump: false };
  const endpoint = scanner.shown.get(`${host}:${port} ${fingerprint}`) ?? { host, port, ...plain, stated };
  const scan = await scanOne(scanner, endpoint);
  if (!scan.ok || !scan.value.key.ok) return null;
  const { key } = scan.value.key.value;
  if (fingerprintOf(key) !== fingerprint || keyTypeOf(key) !== keyType) return null;
  const verdict = judgeHostKey(scan.value.known, { name: scan.value.route.keyName, key });
  if (verdict.kind === 'changed' || verdict.kind === 'revoked') return null;
  return { trusted, name: scan.value.route.keyName, keyType, key, isNew: verdict.kind === 'unknown' };
}
