import { createSsh2Shell } from '../../main/adapters/ssh/ssh2-shell.ts';
import type { Shell } from '../../main/core/ports/shell.ts';

/** What a shell needs to reach a test server; crosses to another process as JSON. */
export interface ReachOptions {
  readonly knownHosts: string;
  readonly home: string;
}

const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** Notices a dead link within a second: the cuts come closer together than those of a night. */
export function shellAt({ knownHosts, home }: ReachOptions): Shell {
  return createSsh2Shell({
    knownHosts,
    home,
    agentSocket: null,
    log: silent,
    limits: { keepAliveMs: 300, keepAliveCount: 2, connectMs: 3000, handshakeMs: 5000, killAfterMs: 500 },
  });
}
