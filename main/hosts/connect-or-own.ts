import type { Client } from '../../contract/client.ts';
import { ok, type Problem, type Result } from '../../contract/errors.ts';
import { createProtocolClient } from '../../contract/protocol-client.ts';
import type { OpenedChannel } from '../../contract/protocol-link.ts';
import type { Refusal } from '../../db/refusal.ts';
import { openLocalChannel } from '../transport/local-client.ts';
import { type ComposeOptions, type Core, compose } from './compose.ts';

/** A way to a core: our own, which owns the workspace, or another process's, to which we are attached. */
export type Connected =
  | { readonly kind: 'owner'; readonly client: Client; readonly core: Core; close(graceMs?: number): Promise<void> }
  | { readonly kind: 'attached'; readonly client: Client; close(): Promise<void> }
  /** `code` says more where the workspace itself refused. */
  | { readonly kind: 'refused'; readonly problem: Problem; readonly code: Refusal['code'] | null };

/** A core that is just starting holds the lock before it listens; one that only reads is gone in a moment. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 100;

/**
 * Owns the workspace if nobody does, else attaches to the core that does. Of two cores that start together one wins
 * the lock and the other attaches to it.
 */
export async function connectOrOwn(options: ComposeOptions): Promise<Connected> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const attached = await attach(options.workspaceDir);
    if (attached.ok) return attached.value;
    // Any other problem is the running core's word: another protocol, too many connections.
    if (attached.problem.code !== 'disconnected') return { kind: 'refused', problem: attached.problem, code: null };
    const core = await compose(options);
    if (core.kind === 'core') return owner(core);
    if (core.code !== 'owned') return refusedBy(core);
    if (performance.now() > until) return silent(core);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** A client of the core that runs on this workspace; `disconnected` when none does. */
export async function attach(workspaceDir: string): Promise<Result<Extract<Connected, { kind: 'attached' }>>> {
  const first = await openLocalChannel(workspaceDir);
  if (!first.ok) return first;
  let unused: OpenedChannel | null = first.value;
  const client = createProtocolClient(async () => {
    const channel = unused;
    unused = null;
    return channel === null ? openLocalChannel(workspaceDir) : ok(channel);
  });
  return ok({ kind: 'attached', client, close: () => client.close() });
}

function owner(core: Core): Connected {
  const client = core.connect({ via: 'api' });
  return {
    kind: 'owner',
    client,
    core,
    close: async (graceMs) => {
      await client.close();
      await core.close(graceMs);
    },
  };
}

function refusedBy(refusal: Refusal): Connected {
  const { code, message } = refusal;
  return { kind: 'refused', code, problem: { code: 'workspace-unusable', message } };
}

function silent(refusal: Refusal): Connected {
  const message =
    'Another Holdpoint process holds this workspace, but does not answer. End it, or wait until it is done.';
  return { kind: 'refused', code: refusal.code, problem: { code: 'workspace-unusable', message } };
}
