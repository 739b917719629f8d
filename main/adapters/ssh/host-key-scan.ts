import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import type { SshTarget } from '../../../contract/plan.ts';
import type { HostKeyState } from '../../../contract/workspace-views.ts';
import type { TrustedKey } from '../../core/ports/shell.ts';
import { connectAlgorithms } from './algorithms.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { type Endpoint, endpointOf, keyOf } from './endpoint.ts';
import type { HostKeyBook } from './host-key-book.ts';
import { fingerprintOf, judgeHostKey, type KnownHost, keyTypeOf, knownKeyTypes } from './known-hosts.ts';
import type { Limits } from './limits.ts';
import { StartGate } from './start-gate.ts';
import { codeOf, type Reached, reached, textOf, troubled } from './trouble.ts';

export interface Scanner {
  readonly book: HostKeyBook;
  readonly pool: ConnectionPool;
  readonly limits: Limits;
  readonly osUser: string;
  /** Keys as they were last shown, by `host:port fingerprint`. */
  readonly shown: Map<string, Endpoint>;
}

/** The key a server shows, by a key exchange and nothing more. */
async function shownKey(
  scanner: Scanner,
  known: readonly KnownHost[],
  way: { endpoint: Endpoint; signal?: AbortSignal },
): Promise<Reached<Buffer>> {
  const types = knownKeyTypes(known, way.endpoint.host, way.endpoint.port);
  for (let attempt = 1; ; attempt++) {
    const socket = await scanner.pool.reach(way.endpoint, way.signal);
    if (!socket.ok) return socket;
    const key = await exchange(socket.value, types, scanner.limits.handshakeMs);
    // MaxStartups drops at random.
    if (key.ok || key.trouble.kind === 'timeout' || attempt === 3) return key;
    await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 300));
  }
}

function exchange(socket: Duplex, types: ReadonlySet<string>, timeoutMs: number): Promise<Reached<Buffer>> {
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
      algorithms: connectAlgorithms(types),
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
  const known = await knownOrTrouble(scanner.book);
  const gate = new StartGate(scanner.limits.scansAtOnce);
  const asked = new Map<string, Promise<Reached<Buffer>>>();
  const keyOfServer = (endpoint: Endpoint) => {
    const name = `${endpoint.host}:${endpoint.port} ${endpoint.jump === null ? '' : keyOf(endpoint.jump)}`;
    const present = asked.get(name);
    if (present !== undefined) return present;
    const asking = known.ok
      ? gate.through('scan', () => shownKey(scanner, known.value, { endpoint, signal }))
      : Promise.resolve(known);
    asked.set(name, asking);
    return asking;
  };
  return Promise.all(
    targets.map(async (target) => {
      const endpoint = endpointOf(target, scanner.osUser);
      const key = await keyOfServer(endpoint);
      if (key.ok) scanner.shown.set(shownName(endpoint, key.value), endpoint);
      return stateOf(target, key, known.ok ? known.value : []);
    }),
  );
}

async function knownOrTrouble(book: HostKeyBook): Promise<Reached<readonly KnownHost[]>> {
  try {
    return reached(await book.entries());
  } catch (error) {
    return troubled('host-key', `A known_hosts file cannot be read (${codeOf(error)}). Correct its permissions.`);
  }
}

function shownName({ host, port }: Endpoint, key: Buffer): string {
  return `${host}:${port} ${fingerprintOf(key)}`;
}

function stateOf(target: SshTarget, key: Reached<Buffer>, known: readonly KnownHost[]): HostKeyState {
  const { host, port } = target;
  const about = { target: target.name, host, port, expected: null, detail: null };
  if (!key.ok) {
    return { ...about, state: 'unreachable', keyType: null, fingerprint: null, detail: key.trouble.sentence };
  }
  const shown = { ...about, keyType: keyTypeOf(key.value), fingerprint: fingerprintOf(key.value) };
  const verdict = judgeHostKey(known, { host, port, key: key.value });
  switch (verdict.kind) {
    case 'changed': {
      const detail = 'The host shows another key than known_hosts holds. Ask its owner before anything else.';
      return { ...shown, state: 'changed', expected: verdict.expected.join(', '), detail };
    }
    case 'revoked':
      return { ...shown, state: 'changed', detail: 'This key is marked @revoked in known_hosts. Do not connect.' };
    case 'known':
    case 'unknown':
      return { ...shown, state: verdict.kind };
  }
}

/** Asks each server again and adds only keys that are still the ones shown, and still unknown. */
export async function trustHostKeys(scanner: Scanner, keys: readonly TrustedKey[]): Promise<readonly TrustedKey[]> {
  const book = await knownOrTrouble(scanner.book);
  if (!book.ok) return [];
  const known = book.value;
  const gate = new StartGate(scanner.limits.scansAtOnce);
  const checked = await Promise.all(keys.map((key) => gate.through('trust', () => checkAgain(scanner, known, key))));
  const good = checked.filter((entry) => entry !== null);
  await scanner.book.add(good.filter((entry) => entry.isNew));
  return good.map((entry) => entry.trusted);
}

async function checkAgain(scanner: Scanner, known: readonly KnownHost[], trusted: TrustedKey) {
  const { host, port, keyType, fingerprint } = trusted;
  const endpoint = scanner.shown.get(`${host}:${port} ${fingerprint}`) ?? {
    host,
    port,
    user: scanner.osUser,
    identity: null,
    jump: null,
  };
  const key = await shownKey(scanner, known, { endpoint });
  if (!key.ok || fingerprintOf(key.value) !== fingerprint || keyTypeOf(key.value) !== keyType) return null;
  const verdict = judgeHostKey(known, { host, port, key: key.value });
  if (verdict.kind === 'changed' || verdict.kind === 'revoked') return null;
  return { trusted, host, port, keyType, key: key.value, isNew: verdict.kind === 'unknown' };
}
