import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import type { SshTarget } from '../../../contract/plan.ts';
import type { HostKeyState } from '../../../contract/views.ts';
import type { TrustedKey } from '../../core/ports/shell.ts';
import { connectAlgorithms } from './algorithms.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { type Endpoint, endpointOf } from './endpoint.ts';
import type { HostKeyBook } from './host-key-book.ts';
import { fingerprintOf, judgeHostKey, type KnownHost, keyTypeOf, knownKeyTypes } from './known-hosts.ts';
import type { Limits } from './limits.ts';
import { StartGate } from './start-gate.ts';
import { type Reached, reached, textOf, troubled } from './trouble.ts';

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
  const socket = await scanner.pool.reach(way.endpoint, way.signal);
  if (!socket.ok) return socket;
  const types = knownKeyTypes(known, way.endpoint.host, way.endpoint.port);
  return exchange(socket.value, types, scanner.limits.handshakeMs);
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

export async function scanHostKeys(
  scanner: Scanner,
  targets: readonly SshTarget[],
  signal: AbortSignal,
): Promise<readonly HostKeyState[]> {
  const known = await scanner.book.entries();
  const gate = new StartGate(scanner.limits.scansAtOnce);
  return Promise.all(targets.map((target) => gate.through('scan', () => scanOne(scanner, { target, known, signal }))));
}

async function scanOne(
  scanner: Scanner,
  work: { target: SshTarget; known: readonly KnownHost[]; signal: AbortSignal },
): Promise<HostKeyState> {
  const endpoint = endpointOf(work.target, scanner.osUser);
  const { host, port } = endpoint;
  const about = { target: work.target.name, host, port };
  const key = await shownKey(scanner, work.known, { endpoint, signal: work.signal });
  if (!key.ok)
    return {
      ...about,
      state: 'unreachable',
      keyType: null,
      fingerprint: null,
      expected: null,
      detail: key.trouble.sentence,
    };
  const fingerprint = fingerprintOf(key.value);
  scanner.shown.set(`${host}:${port} ${fingerprint}`, endpoint);
  const shown = { ...about, keyType: keyTypeOf(key.value), fingerprint };
  const verdict = judgeHostKey(work.known, { host, port, key: key.value });
  switch (verdict.kind) {
    case 'changed':
      return {
        ...shown,
        state: 'changed',
        expected: verdict.expected.join(', '),
        detail: 'The host shows another key than known_hosts holds. Ask its owner before anything else.',
      };
    case 'revoked':
      return {
        ...shown,
        state: 'changed',
        expected: null,
        detail: 'This key is marked @revoked in known_hosts. Do not connect.',
      };
    case 'known':
    case 'unknown':
      return { ...shown, state: verdict.kind, expected: null, detail: null };
  }
}

/** Asks each server again and adds only keys that are still the ones shown, and still unknown. */
export async function trustHostKeys(scanner: Scanner, keys: readonly TrustedKey[]): Promise<readonly TrustedKey[]> {
  const known = await scanner.book.entries();
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
