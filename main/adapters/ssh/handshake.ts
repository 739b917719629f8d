import type { Duplex } from 'node:stream';
import ssh2, { type AnyAuthMethod, type Client } from 'ssh2';
import { connectAlgorithms } from './algorithms.ts';
import { type Endpoint, nameOf } from './endpoint.ts';
import type { AuthWay } from './identities.ts';
import { fingerprintOf, judgeHostKey, type KnownHost, keyTypeOf, knownKeyTypes } from './known-hosts.ts';
import type { Limits } from './limits.ts';
import { type Reached, reached, type Trouble, textOf, troubled } from './trouble.ts';

export interface HandshakeRequest {
  readonly socket: Duplex;
  readonly endpoint: Endpoint;
  readonly known: readonly KnownHost[];
  readonly ways: readonly AuthWay[];
  readonly limits: Limits;
}

/** A client that is logged in, and the fingerprint of the key the server proved to hold. */
export interface LoggedIn {
  readonly client: Client;
  readonly hostKey: string;
  /** Key exchange and cipher. */
  readonly exchange: string | null;
}

/** Bytes a server may send before login is done; version line, banners and key exchange need far less. */
const greetingCap = 1024 * 1024;

export function handshake(request: HandshakeRequest): Promise<Reached<LoggedIn>> {
  return new Promise((resolve) => new Handshake(request, resolve).start());
}

class Handshake {
  readonly #request: HandshakeRequest;
  readonly #resolve: (result: Reached<LoggedIn>) => void;
  readonly #client = new ssh2.Client();
  readonly #tried: string[] = [];
  readonly #ways: AuthWay[];
  #hostKey = '';
  #exchange: string | null = null;
  #trouble: Reached<never> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #settled = false;

  constructor(request: HandshakeRequest, resolve: (result: Reached<LoggedIn>) => void) {
    this.#request = request;
    this.#resolve = resolve;
    this.#ways = [...request.ways];
  }

  start(): void {
    const { endpoint, known, limits, socket } = this.#request;
    this.#client.on('error', (error: Error & { level?: string }) => {
      // An agent that is gone, or a key that cannot sign: ssh2 asks for the next way by itself.
      if (error.level === 'agent' || error.level === 'client-authentication') this.#tried.push(`(${textOf(error)})`);
      else this.#fail(this.#trouble ?? this.#translated(error));
    });
    this.#client.on('close', () => this.#fail(this.#trouble ?? this.#dropped('closed the connection')));
    this.#client.on('ready', () =>
      this.#settle(reached({ client: this.#client, hostKey: this.#hostKey, exchange: this.#exchange })),
    );
    this.#client.on('handshake', ({ kex, cs }) => {
      this.#exchange ??= `${kex}, ${cs.cipher}`;
    });
    this.#watchClock('the key exchange');
    this.#client.connect({
      sock: socket,
      username: endpoint.user,
      algorithms: connectAlgorithms(knownKeyTypes(known, endpoint.host, endpoint.port)),
      hostVerifier: (key: Buffer) => this.#verify(key),
      authHandler: (left, _partial, next) => this.#nextWay(left, next),
      keepaliveInterval: limits.keepAliveMs,
      keepaliveCountMax: limits.keepAliveCount,
      readyTimeout: 0,
    });
    socket.on('data', this.#count);
  }

  #received = 0;
  readonly #count = (bytes: Buffer): void => {
    this.#received += bytes.length;
    if (this.#received > greetingCap)
      this.#fail(
        troubled('protocol', `${this.#name} sent more than 1 MiB before login; that is no SSH server of ours.`),
      );
  };

  get #name(): string {
    return nameOf(this.#request.endpoint);
  }

  #verify(key: Buffer): boolean {
    this.#hostKey = fingerprintOf(key);
    const trouble = hostKeyTrouble(this.#request.known, this.#request.endpoint, key);
    if (trouble === null) return true;
    this.#trouble = { ok: false, trouble };
    return false;
  }

  #nextWay(left: readonly string[] | null, next: (method: AnyAuthMethod) => void): void {
    const way = this.#ways.shift();
    if (way === undefined || (left !== null && !left.includes('publickey'))) {
      this.#fail(this.#loginRefused(left));
      return;
    }
    clearTimeout(this.#timer);
    way.method(this.#request.endpoint.user).then((method) => {
      this.#watchClock('login');
      if (this.#settled) return;
      if (method === null) return this.#nextWay(left, next);
      this.#tried.push(way.name);
      next(method);
    });
  }

  #loginRefused(left: readonly string[] | null): Reached<never> {
    const tried = this.#tried.length === 0 ? 'no key was at hand' : `tried: ${this.#tried.join(', ')}`;
    const accepts = left === null || left.length === 0 ? '' : `; the server accepts: ${left.join(', ')}`;
    return troubled(
      'auth',
      `${this.#name} refused the login (${tried}${accepts}). Check the user name and that one of these keys is in its authorized_keys.`,
    );
  }

  #watchClock(what: string): void {
    clearTimeout(this.#timer);
    const ms = this.#request.limits.handshakeMs;
    this.#timer = setTimeout(() => {
      const sentence = `${this.#name} accepted the connection but did not finish ${what} within ${Math.round(ms / 1000)} s. Check that sshd is healthy and not overloaded.`;
      this.#fail(troubled('timeout', sentence));
    }, ms);
  }

  #translated(error: Error): Reached<never> {
    if (/too many authentication failures/i.test(error.message)) return this.#loginRefused(null);
    if (/no matching/i.test(error.message)) {
      return troubled(
        'protocol',
        `${this.#name} and Holdpoint share no secure algorithm (${textOf(error)}). Update the server's OpenSSH.`,
      );
    }
    if (/invalid|malformed|unsupported|bad packet|unexpected/i.test(error.message)) {
      return troubled('protocol', `${this.#name} does not speak SSH as expected: ${textOf(error)}. Check the port.`);
    }
    return this.#dropped(`dropped the connection (${textOf(error)})`);
  }

  #dropped(what: string): Reached<never> {
    const when =
      this.#hostKey === ''
        ? 'before the key exchange; it may be limiting new connections (MaxStartups)'
        : 'during login';
    return troubled('dropped', `${this.#name} ${what} ${when}. Try again, and look into the server's log.`);
  }

  #fail(result: Reached<LoggedIn>): void {
    if (this.#settled) return;
    this.#settle(result);
    this.#client.on('error', () => {});
    this.#client.destroy();
    this.#request.socket.on('error', () => {});
    this.#request.socket.destroy();
  }

  #settle(result: Reached<LoggedIn>): void {
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#request.socket.removeListener('data', this.#count);
    this.#resolve(result);
  }
}

/** null = the key is good. */
export function hostKeyTrouble(known: readonly KnownHost[], endpoint: Endpoint, key: Buffer): Trouble | null {
  const { host, port } = endpoint;
  const verdict = judgeHostKey(known, { host, port, key });
  const shown = `${keyTypeOf(key) ?? 'unknown type'} ${fingerprintOf(key)}`;
  switch (verdict.kind) {
    case 'known':
      return null;
    case 'unknown':
      return {
        kind: 'host-key',
        hostKey: 'unknown',
        sentence: `The host key of ${host}:${port} is not known: ${shown}. Compare the fingerprint with the server's owner, then trust it.`,
      };
    case 'changed':
      return {
        kind: 'host-key',
        hostKey: 'changed',
        sentence: `The host key of ${host}:${port} HAS CHANGED: it shows ${shown}, known_hosts holds ${verdict.expected.join(', ')}. Somebody may be in between, or the host was rebuilt: ask its owner, and only then correct known_hosts.`,
      };
    case 'revoked':
      return {
        kind: 'host-key',
        hostKey: 'changed',
        sentence: `The host key of ${host}:${port} is revoked: ${shown}. Do not connect; ask the server's owner.`,
      };
  }
}
