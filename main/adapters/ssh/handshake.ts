import type { Duplex } from 'node:stream';
import ssh2, { type AnyAuthMethod, type Client } from 'ssh2';
import { connectAlgorithms } from './algorithms.ts';
import type { AuthWay } from './auth-way.ts';
import { type Route, routeName } from './config/route.ts';
import { hostKeyTrouble } from './host-key-trouble.ts';
import { fingerprintOf, type KnownHost, knownKeyTypes } from './known-hosts.ts';
import type { Limits } from './limits.ts';
import { readyKeys } from './ready-keys.ts';
import { teachCertificates } from './ssh2-internals.ts';
import { type Reached, reached, textOf, troubled } from './trouble.ts';

export interface HandshakeRequest {
  readonly socket: Duplex;
  readonly route: Route;
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
/** Times a person may be asked in one login, whatever the server still accepts. */
const mostTypedTries = 3;
/** Turns of a login: a server that says "partly" for ever is given up. */
const mostTurns = 100;

export function handshake(request: HandshakeRequest): Promise<Reached<LoggedIn>> {
  const { route, known } = request;
  const algorithms = connectAlgorithms(knownKeyTypes(known, route.keyName), route.settings.algorithms);
  if (!algorithms.ok) {
    request.socket.destroy();
    return Promise.resolve(algorithms);
  }
  return new Promise((resolve) => new Handshake(request, resolve).start(algorithms.value));
}

class Handshake {
  readonly #request: HandshakeRequest;
  readonly #resolve: (result: Reached<LoggedIn>) => void;
  readonly #client = new ssh2.Client();
  readonly #tried: string[] = [];
  readonly #left: { readonly way: AuthWay; tries: number }[];
  #current: AuthWay | null = null;
  #typedTries = 0;
  #turns = 0;
  #hostKey = '';
  #exchange: string | null = null;
  #trouble: Reached<never> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #settled = false;

  constructor(request: HandshakeRequest, resolve: (result: Reached<LoggedIn>) => void) {
    this.#request = request;
    this.#resolve = resolve;
    this.#left = request.ways.map((way) => ({ way, tries: way.tries }));
  }

  start(algorithms: NonNullable<ssh2.ConnectConfig['algorithms']>): void {
    const { route, limits, socket } = this.#request;
    this.#client.on('error', (error: Error & { level?: string }) => {
      // An agent that is gone, or a key that cannot sign: ssh2 asks for the next way by itself.
      if (error.level === 'agent' || error.level === 'client-authentication') this.#tried.push(`(${textOf(error)})`);
      else this.#fail(this.#trouble ?? this.#translated(error));
    });
    this.#client.on('close', () => this.#fail(this.#trouble ?? this.#dropped('closed the connection')));
    this.#client.on('ready', () => {
      this.#current?.accepted?.();
      this.#settle(reached({ client: this.#client, hostKey: this.#hostKey, exchange: this.#exchange }));
    });
    this.#client.on('handshake', ({ kex, cs }) => {
      this.#exchange ??= `${kex}, ${cs.cipher}`;
      readyKeys(this.#client);
    });
    this.#client.on('change password', () => this.#fail(this.#expired()));
    this.#watchClock('the key exchange');
    const { keepAliveMs, keepAliveCount } = route.settings;
    this.#client.connect({
      sock: socket,
      username: route.endpoint.user,
      algorithms,
      hostVerifier: (key: Buffer) => this.#verify(key),
      authHandler: (left, partial, next) => this.#nextWay({ left, partial, next }),
      keepaliveInterval: Math.min(limits.keepAliveMs, keepAliveMs ?? Number.POSITIVE_INFINITY),
      keepaliveCountMax: Math.min(limits.keepAliveCount, Math.max(1, keepAliveCount ?? Number.POSITIVE_INFINITY)),
      readyTimeout: 0,
    });
    teachCertificates(this.#client);
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
    return routeName(this.#request.route);
  }

  #verify(key: Buffer): boolean {
    this.#hostKey = fingerprintOf(key);
    const trouble = hostKeyTrouble(this.#request.known, this.#request.route, key);
    if (trouble === null) return true;
    this.#trouble = { ok: false, trouble };
    return false;
  }

  #nextWay(turn: Turn): void {
    if (this.#settled) return;
    const entry = this.#pick(turn);
    if (entry === null || ++this.#turns > mostTurns) {
      this.#fail(this.#loginRefused(turn.left));
      return;
    }
    const { way } = entry;
    // Nobody is asked for a password before the server said that it takes one.
    if (way.kind !== 'publickey' && turn.left === null) {
      turn.next({ type: 'none', username: this.#request.route.endpoint.user });
      return;
    }
    entry.tries--;
    if (way.kind !== 'publickey') this.#typedTries++;
    // What a person takes to answer does not count, before the offer or while the server asks.
    clearTimeout(this.#timer);
    way.method(this.#request.route.endpoint.user).then((found) => {
      if (this.#settled) return;
      if (found.kind === 'stop') return this.#fail(troubled('identity', `${found.sentence} Nothing was sent.`));
      this.#watchClock('login');
      if (found.kind === 'skip') {
        entry.tries = 0;
        if (!/no certificate|does not exist/.test(found.because)) this.#tried.push(`(${found.because})`);
        return this.#nextWay(turn);
      }
      this.#current = way;
      if (!this.#tried.includes(way.name)) this.#tried.push(way.name);
      turn.next(this.#timed(found.method));
    });
  }

  #pick({ left }: Turn): { readonly way: AuthWay; tries: number } | null {
    const may = ({ way, tries }: { way: AuthWay; tries: number }) =>
      tries > 0 &&
      (left === null || left.includes(way.kind)) &&
      (way.kind === 'publickey' || this.#typedTries < mostTypedTries);
    return this.#left.find(may) ?? null;
  }

  /** The clock rests while a person reads what the server asks. */
  #timed(method: AnyAuthMethod): AnyAuthMethod {
    if (method.type !== 'keyboard-interactive') return method;
    const { prompt } = method;
    return {
      ...method,
      prompt: (...request) => {
        const [title, text, language, prompts, finish] = request;
        clearTimeout(this.#timer);
        prompt(title, text, language, prompts, (answers) => {
          if (this.#settled) return;
          const stopped = this.#current?.stopped?.() ?? null;
          if (stopped !== null) return this.#fail(troubled('identity', `${stopped} Nothing was sent.`));
          this.#watchClock('login');
          finish(answers);
        });
      },
    };
  }

  #loginRefused(left: readonly string[] | null): Reached<never> {
    const tried = this.#tried.length === 0 ? 'no key was at hand' : `tried: ${this.#tried.join(', ')}`;
    const accepts = left === null || left.length === 0 ? '' : `; the server accepts: ${left.join(', ')}`;
    const { onlyByClient } = this.#request.route.settings;
    const other = onlyByClient.length > 0 || left?.some((method) => method.startsWith('gssapi')) === true;
    const hint = other
      ? ` ssh_config or the server names ways that only the system's ssh knows (${[...onlyByClient, ...(left ?? []).filter((each) => each.startsWith('gssapi'))].join(', ')}): write "transport: openssh" for this target.`
      : '';
    const sentence = `${this.#name} refused the login (${tried}${accepts}). Check the user name and that one of these keys is in its authorized_keys.${hint}`;
    // Typed answers that were refused: to ask again and again on every try would lock the account.
    return troubled(this.#typedTries >= mostTypedTries ? 'identity' : 'auth', sentence);
  }

  #expired(): Reached<never> {
    return troubled(
      'identity',
      `${this.#name} wants a new password. Log in by ssh in a terminal, change it, then try again.`,
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
        `${this.#name} and Holdpoint's own client share no secure algorithm (${textOf(error)}). Write "transport: openssh" for this target if ssh reaches it, or update the server's OpenSSH.`,
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

/** What the server still accepts (null before it said so), and how to go on. */
interface Turn {
  readonly left: readonly string[] | null;
  readonly partial: boolean;
  readonly next: (method: AnyAuthMethod) => void;
}
