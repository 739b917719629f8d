import type { Client } from '../../../contract/client.ts';
import type { Result } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';

/** What a verb means to do with the workspace: DESIGN section 6, "Who drives". */
export type Need = 'read' | 'record' | 'drive';

/** A core to talk to: another process's, or our own for as long as the command runs. */
export interface Access {
  readonly client: Client;
  /** The core belongs to another process, which goes on when we leave. */
  readonly isAttached: boolean;
  /** Holds the run because the command line has to leave it; nothing when another process goes on with it. */
  hold(runId: RunId, cause: 'waiting-for-person' | 'interrupted', reason: string): Promise<void>;
  close(): Promise<void>;
}

export type OpenAccess = (
  need: Need,
  more?: { readonly knownHostsFile?: string | undefined },
) => Promise<Result<Access>>;
