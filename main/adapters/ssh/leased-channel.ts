import type { ConnectionPool, Lease } from './connection-pool.ts';
import type { Endpoint } from './endpoint.ts';
import type { Limits } from './limits.ts';
import type { Channel } from './link.ts';
import type { LoginFacts } from './login-facts.ts';
import { greetingCommands, isShellProgram } from './remote-programs.ts';
import { greet, loginFactsOf, nothingKnown } from './target-facts.ts';
import { type Reached, reached } from './trouble.ts';

export interface LeasedChannel {
  readonly bootId: string | null;
  readonly facts: LoginFacts;
  readonly lease: Lease;
  readonly channel: Channel;
}

export interface ChannelParts {
  readonly pool: ConnectionPool;
  readonly endpoint: Endpoint;
  readonly limits: Limits;
  /** It was reached before and will be tried again: no try takes long. */
  readonly isAgain?: boolean;
}

const tries = 3;
/** A server may allow one channel a connection: then every one of many steps needs its own. */
const triesAtLimit = 20;

/**
 * A channel on a pooled connection. A connection kept from earlier may have died unnoticed, or be full: nothing was
 * sent yet, so a fresh one may try. null = cancelled meanwhile.
 */
export function openLeasedChannel(parts: ChannelParts, command: string): Promise<Reached<LeasedChannel>>;
export function openLeasedChannel(
  parts: ChannelParts,
  command: string,
  cancelled: AbortSignal,
): Promise<Reached<LeasedChannel> | null>;
export async function openLeasedChannel(
  parts: ChannelParts,
  command: string,
  cancelled?: AbortSignal,
): Promise<Reached<LeasedChannel> | null> {
  const connectMs = parts.isAgain === true ? parts.limits.reconnectMs : undefined;
  let attempts = 0;
  let limited = 0;
  for (;;) {
    const lease = await orAborted(parts.pool.lease(parts.endpoint, false, connectMs), cancelled);
    if (lease === null) return null;
    if (!lease.ok) return lease;
    const opened = await openOn(lease.value, command, parts.limits.connectMs);
    if (opened === 'again') {
      lease.value.release();
      continue;
    }
    if (!opened.facts.ok) {
      lease.value.release();
      return opened.facts;
    }
    const { channel, facts } = opened;
    if (channel.ok) {
      return reached({ lease: lease.value, channel: channel.value, bootId: facts.value.bootId, facts: facts.value });
    }
    const isLimit = channel.trouble.kind === 'limit';
    if (isLimit) lease.value.full();
    lease.value.release();
    if (isLimit ? ++limited === triesAtLimit : ++attempts === tries) return channel;
  }
}

interface Opened {
  readonly channel: Reached<Channel>;
  readonly facts: Reached<LoginFacts>;
}

/** What a login on the target is has to be known before something is sent: a program that can tell is asked itself. */
async function openOn(lease: Lease, command: string, withinMs: number): Promise<Opened | 'again'> {
  const opening = () =>
    lease.link.exec(command, withinMs).then((channel) => {
      if (channel.ok) lease.opened();
      return channel;
    });
  if (!lease.facts.has('login') && greetingCommands.has(command)) {
    const { isAnswered, ...opened } = await greet(lease, opening(), withinMs);
    return opened.channel.ok && !isAnswered ? 'again' : opened;
  }
  // A host that has no shell of ours cannot be asked by it, and need not be.
  if (!isShellProgram(command)) return { facts: reached(nothingKnown), channel: await opening() };
  const facts = await loginFactsOf(lease, withinMs);
  return { facts, channel: facts.ok ? await opening() : facts };
}

/** Does not wait for a login that nobody wants any more; its place is given back when it comes. */
function orAborted(leasing: Promise<Reached<Lease>>, signal?: AbortSignal): Promise<Reached<Lease> | null> {
  if (signal === undefined) return leasing;
  return new Promise((resolve) => {
    const giveUp = () => {
      resolve(null);
      leasing.then((lease) => lease.ok && lease.value.release());
    };
    if (signal.aborted) {
      giveUp();
      return;
    }
    signal.addEventListener('abort', giveUp, { once: true });
    leasing.then((lease) => {
      signal.removeEventListener('abort', giveUp);
      resolve(lease);
    });
  });
}
