import type { ClientChannel } from 'ssh2';
import { openChannel } from './channel.ts';
import type { ConnectionPool, Lease } from './connection-pool.ts';
import type { Endpoint } from './endpoint.ts';
import type { Limits } from './limits.ts';
import { type Reached, reached } from './trouble.ts';

export interface LeasedChannel {
  readonly lease: Lease;
  readonly channel: ClientChannel;
}

export interface ChannelParts {
  readonly pool: ConnectionPool;
  readonly endpoint: Endpoint;
  readonly limits: Limits;
}

const tries = 3;

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
  for (let attempt = 1; ; attempt++) {
    const lease = await orAborted(parts.pool.lease(parts.endpoint), cancelled);
    if (lease === null) return null;
    if (!lease.ok) return lease;
    const channel = await openChannel(lease.value, command, parts.limits.connectMs);
    if (channel.ok) return reached({ lease: lease.value, channel: channel.value });
    if (channel.trouble.kind === 'limit') lease.value.full();
    lease.value.release();
    if (attempt === tries) return channel;
  }
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
