import type { Duplex } from 'node:stream';
import type { Log } from '../../core/ports/log.ts';
import type { Resolver } from './config/resolver.ts';
import { type Route, routeName } from './config/route.ts';
import { dial } from './dial.ts';
import { type Endpoint, keyOf, nameOf } from './endpoint.ts';
import { handshake } from './handshake.ts';
import type { HostKeyBook } from './host-key-book.ts';
import type { Identities } from './identities.ts';
import type { Limits } from './limits.ts';
import type { Link } from './link.ts';
import type { LoginFacts } from './login-facts.ts';
import type { SystemClient } from './openssh/system-client.ts';
import { proxyStream } from './proxy-command.ts';
import { Ssh2Link } from './ssh2-link.ts';
import { StartGate } from './start-gate.ts';
import { type Reached, reached, textOf, troubled } from './trouble.ts';

export interface PoolParts {
  readonly book: HostKeyBook;
  readonly identities: Identities;
  readonly resolver: Resolver;
  readonly client: SystemClient;
  readonly limits: Limits;
  readonly log: Log;
}

/** A place for one channel on a live connection. Must be released. */
export interface Lease {
  readonly link: Link;
  /** Facts about the target, learnt once a connection. */
  readonly facts: Map<'login', Promise<Reached<LoginFacts>>>;
  /** A channel was opened; it counts until `release`. */
  opened(): void;
  /** The server opens no more channels here: leave the connection to those it has. */
  full(): void;
  release(): void;
}

interface Slot {
  readonly connecting: Promise<Reached<Link>>;
  readonly facts: Lease['facts'];
  used: number;
  open: number;
  limit: number;
  /** The server said so itself: not even the spare places are there. */
  isLimitSure: boolean;
  dead: boolean;
}

const startTries = 5;
/** Channels beyond the usual, for cancelling: a full connection must not keep us from stopping its work. */
const spare = 2;

/** Connections live from their first use to `close`: a release window must not log in for every step. */
export class ConnectionPool {
  readonly #parts: PoolParts;
  readonly #slots = new Map<string, Slot[]>();
  readonly #gate: StartGate;
  readonly #closing = new AbortController();

  constructor(parts: PoolParts) {
    this.#parts = parts;
    this.#gate = new StartGate(parts.limits.startsPerServer);
  }

  /** `connectMs`: shorter than usual, for whoever will try again. */
  async lease(endpoint: Endpoint, urgent = false, connectMs?: number): Promise<Reached<Lease>> {
    if (this.#closing.signal.aborted) return troubled('closed', 'The shell is closed.');
    const slot = this.#slotFor(endpoint, urgent ? spare : 0, connectMs);
    slot.used++;
    const connected = await slot.connecting;
    if (!connected.ok) {
      slot.used--;
      return connected;
    }
    return reached(leaseOf(slot, connected.value));
  }

  /** A socket-like stream to the endpoint: direct, by a command of ssh_config, or through its jump host. */
  async reach(endpoint: Endpoint, signal?: AbortSignal): Promise<Reached<Duplex>> {
    const route = await this.#parts.resolver.route(endpoint);
    return route.ok ? this.#reachRoute(route.value, signal) : route;
  }

  /** A place on the connection to a jump host; its troubles are told as such. */
  async leaseJump(jump: Endpoint): Promise<Reached<Lease>> {
    const lease = await this.lease(jump);
    if (lease.ok) return lease;
    const sentence = `On the way through ${nameOf(jump)}: ${lease.trouble.sentence}`;
    // What drops there was tried again there.
    const kind = lease.trouble.kind === 'dropped' ? 'unreachable' : lease.trouble.kind;
    return { ok: false, trouble: { ...lease.trouble, kind, sentence } };
  }

  async #reachRoute(
    route: Route,
    signal?: AbortSignal,
    connectMs = this.#parts.limits.connectMs,
  ): Promise<Reached<Duplex>> {
    const { jump, host, port } = route.endpoint;
    const stop = signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal]);
    if (route.proxyCommand !== null) return proxyStream(route.proxyCommand, stop);
    const timeoutMs = Math.min(connectMs, route.settings.connectMs ?? Number.POSITIVE_INFINITY);
    if (jump === null) return dial(host, port, { timeoutMs, signal: stop });
    const lease = await this.leaseJump(jump);
    if (!lease.ok) return lease;
    const stream = await lease.value.link.forward(host, port);
    if (!stream.ok) {
      lease.value.release();
      const { sentence } = stream.trouble;
      return troubled('unreachable', `${nameOf(jump)} could not reach ${host}:${port} for us: ${sentence}.`);
    }
    stream.value.once('close', () => lease.value.release());
    return stream;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const slots = [...this.#slots.values()].flat();
    this.#slots.clear();
    await Promise.all(slots.map(hangUp));
    await this.#parts.client.close();
  }

  #slotFor(endpoint: Endpoint, extra: number, connectMs?: number): Slot {
    const key = keyOf(endpoint);
    const slots = (this.#slots.get(key) ?? []).filter((slot) => !slot.dead);
    const free = slots.find((slot) => slot.used < slot.limit + (slot.isLimitSure ? 0 : extra));
    if (free !== undefined) return free;
    const slot: Slot = {
      connecting: this.#connect(endpoint, connectMs),
      facts: new Map(),
      used: 0,
      open: 0,
      isLimitSure: false,
      limit: this.#parts.limits.channelsPerConnection,
      dead: false,
    };
    this.#slots.set(key, [...slots, slot]);
    slot.connecting.then((result) => {
      if (!result.ok) slot.dead = true;
      else
        result.value.onceGone(() => {
          slot.dead = true;
        });
    });
    return slot;
  }

  async #connect(endpoint: Endpoint, connectMs?: number): Promise<Reached<Link>> {
    for (let attempt = 1; ; attempt++) {
      const result = await this.#gate.through(`${endpoint.host}:${endpoint.port}`, () =>
        this.#tryOnce(endpoint, connectMs),
      );
      if (result.ok || result.trouble.kind !== 'dropped' || attempt === startTries || this.#closing.signal.aborted)
        return result;
      await pause(100 * attempt + Math.random() * 300 * attempt);
    }
  }

  async #tryOnce(endpoint: Endpoint, connectMs?: number): Promise<Reached<Link>> {
    const { resolver, log } = this.#parts;
    const route = await resolver.route(endpoint);
    if (!route.ok) return route;
    const link = await (endpoint.transport === 'openssh'
      ? this.#byClient(route.value)
      : this.#byOurs(route.value, connectMs));
    if (!link.ok) return link;
    const { transport, hostKey, exchange } = link.value;
    log.info('Connected', { to: routeName(route.value), transport, hostKey, exchange });
    if (!this.#closing.signal.aborted) return link;
    await link.value.close();
    return troubled('closed', 'The shell is closed.');
  }

  async #byOurs(route: Route, connectMs?: number): Promise<Reached<Link>> {
    const { book, identities, limits, log } = this.#parts;
    const known = await book.entries(route);
    if (!known.ok) return known;
    const ways = await identities.ways(route);
    if (!ways.ok) return ways;
    const socket = await this.#reachRoute(route, undefined, connectMs);
    if (!socket.ok) return socket;
    const request = { socket: socket.value, route, known: known.value, ways: ways.value, limits };
    const result = await handshake(request);
    if (!result.ok) return result;
    const { client, ...learnt } = result.value;
    client.on('error', (error) => log.warn('A connection failed', { to: routeName(route), because: textOf(error) }));
    return reached(new Ssh2Link({ client, ...learnt }));
  }

  async #byClient(route: Route): Promise<Reached<Link>> {
    const { jump } = route.endpoint;
    if (jump === null) return this.#parts.client.connect(route, null);
    const lease = await this.leaseJump(jump);
    if (!lease.ok) return lease;
    const link = await this.#parts.client.connect(route, lease.value.link);
    if (link.ok) link.value.onceGone(() => lease.value.release());
    else lease.value.release();
    return link;
  }
}

function leaseOf(slot: Slot, link: Link): Lease {
  let isOpen = false;
  let isReleased = false;
  return {
    link,
    facts: slot.facts,
    opened: () => {
      isOpen = true;
      slot.open++;
    },
    full: () => {
      slot.limit = Math.max(1, slot.open);
      slot.isLimitSure = true;
    },
    release: () => {
      if (isReleased) return;
      isReleased = true;
      slot.used--;
      if (isOpen) slot.open--;
    },
  };
}

async function hangUp(slot: Slot): Promise<void> {
  // One that still logs in is ended by whoever made it, as soon as it is through.
  const connected = await Promise.race([slot.connecting, pause(500)]);
  if (connected === undefined || !connected.ok || slot.dead) return;
  await connected.value.close();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
