import type { Duplex } from 'node:stream';
import type { Log } from '../../core/ports/log.ts';
import { dial } from './dial.ts';
import { type Endpoint, keyOf, nameOf } from './endpoint.ts';
import { handshake } from './handshake.ts';
import type { HostKeyBook } from './host-key-book.ts';
import type { Identities } from './identities.ts';
import type { Limits } from './limits.ts';
import type { Link } from './link.ts';
import type { LoginFacts } from './login-facts.ts';
import { Ssh2Link } from './ssh2-link.ts';
import { StartGate } from './start-gate.ts';
import { codeOf, type Reached, reached, textOf, troubled } from './trouble.ts';

export interface PoolParts {
  readonly book: HostKeyBook;
  readonly identities: Identities;
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

  async lease(endpoint: Endpoint, urgent = false): Promise<Reached<Lease>> {
    if (this.#closing.signal.aborted) return troubled('closed', 'The shell is closed.');
    const slot = this.#slotFor(endpoint, urgent ? spare : 0);
    slot.used++;
    const connected = await slot.connecting;
    if (!connected.ok) {
      slot.used--;
      return connected;
    }
    return reached(leaseOf(slot, connected.value));
  }

  /** A socket-like stream to the endpoint: direct, or through its jump host. */
  async reach(endpoint: Endpoint, signal?: AbortSignal): Promise<Reached<Duplex>> {
    const { jump, host, port } = endpoint;
    const stop = signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal]);
    if (jump === null) return dial(host, port, { timeoutMs: this.#parts.limits.connectMs, signal: stop });
    const lease = await this.lease(jump);
    if (!lease.ok) {
      const sentence = `On the way through ${nameOf(jump)}: ${lease.trouble.sentence}`;
      return { ok: false, trouble: { ...lease.trouble, sentence } };
    }
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
  }

  #slotFor(endpoint: Endpoint, extra: number): Slot {
    const key = keyOf(endpoint);
    const slots = (this.#slots.get(key) ?? []).filter((slot) => !slot.dead);
    const free = slots.find((slot) => slot.used < slot.limit + (slot.isLimitSure ? 0 : extra));
    if (free !== undefined) return free;
    const slot: Slot = {
      connecting: this.#connect(endpoint),
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

  async #connect(endpoint: Endpoint): Promise<Reached<Link>> {
    for (let attempt = 1; ; attempt++) {
      const result = await this.#gate.through(`${endpoint.host}:${endpoint.port}`, () => this.#tryOnce(endpoint));
      if (result.ok || result.trouble.kind !== 'dropped' || attempt === startTries || this.#closing.signal.aborted)
        return result;
      await pause(100 * attempt + Math.random() * 300 * attempt);
    }
  }

  async #tryOnce(endpoint: Endpoint): Promise<Reached<Link>> {
    const { book, identities, limits, log } = this.#parts;
    let known: Awaited<ReturnType<HostKeyBook['entries']>>;
    try {
      known = await book.entries();
    } catch (error) {
      return troubled('host-key', `A known_hosts file cannot be read (${codeOf(error)}). Correct its permissions.`);
    }
    const ways = await identities.ways(endpoint.identity);
    if (!ways.ok) return ways;
    const socket = await this.reach(endpoint);
    if (!socket.ok) return socket;
    const result = await handshake({ socket: socket.value, endpoint, known, ways: ways.value, limits });
    if (!result.ok) return result;
    log.info('Connected', {
      to: nameOf(endpoint),
      hostKey: result.value.hostKey,
      exchange: result.value.exchange,
    });
    const { client, ...learnt } = result.value;
    client.on('error', (error) => log.warn('A connection failed', { to: nameOf(endpoint), because: textOf(error) }));
    if (this.#closing.signal.aborted) {
      client.destroy();
      return troubled('closed', 'The shell is closed.');
    }
    return reached(new Ssh2Link({ client, ...learnt }));
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
