import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy whose link can be cut: `stall` as a pulled cable does (no reset), `reset` as a dying firewall does. */
export interface CutProxy {
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** Nothing passes any more, nobody is told; new connections stall too until `heal`. */
  stall(): void;
  /** Ends all connections with a reset; new ones pass. */
  reset(): void;
  /** New connections are refused until `heal`; present ones are reset. */
  down(): void;
  heal(): void;
  /** Resets the connection after so many more bytes towards the server. */
  resetAfterUp(bytes: number): void;
  stop(): Promise<void>;
}

export async function startCutProxy(upstream: { readonly host: string; readonly port: number }): Promise<CutProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let mode: 'pass' | 'stall' | 'down' = 'pass';
  let accepted = 0;
  let upBudget = Number.POSITIVE_INFINITY;
  const drop = () => {
    for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
    pairs.clear();
  };
  const forward = (from: Socket, to: Socket, isUp: boolean) => {
    from.on('data', (bytes) => {
      if (mode === 'stall') return;
      if (isUp) upBudget -= bytes.length;
      if (upBudget <= 0) {
        upBudget = Number.POSITIVE_INFINITY;
        drop();
        return;
      }
      if (!to.write(bytes)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
    from.on('error', () => {});
    from.on('close', () => {
      if (mode !== 'stall') to.destroy();
    });
  };
  const server = createServer({ noDelay: true }, (client) => {
    accepted++;
    client.on('error', () => {});
    if (mode === 'down') {
      client.resetAndDestroy();
      return;
    }
    const out = connect({ ...upstream, noDelay: true });
    const pair = [client, out] as const;
    pairs.add(pair);
    forward(client, out, true);
    forward(out, client, false);
    client.once('close', () => pairs.delete(pair));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get accepted() {
      return accepted;
    },
    stall: () => {
      mode = 'stall';
    },
    reset: drop,
    down: () => {
      mode = 'down';
      drop();
    },
    heal: () => {
      if (mode === 'stall') drop();
      mode = 'pass';
    },
    resetAfterUp: (bytes) => {
      upBudget = bytes;
    },
    stop: async () => {
      drop();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
