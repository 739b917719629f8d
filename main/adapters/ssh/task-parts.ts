import type { Log } from '../../core/ports/log.ts';
import type { ShellMessage, ShellRequest } from '../../core/ports/shell.ts';
import type { ConnectionPool } from './connection-pool.ts';
import type { Endpoint } from './endpoint.ts';
import type { Limits } from './limits.ts';

/** What a task needs to know and to reach. */
export interface TaskParts {
  readonly request: ShellRequest;
  readonly endpoint: Endpoint;
  readonly pool: ConnectionPool;
  readonly limits: Limits;
  readonly log: Log;
  readonly receive: (message: ShellMessage) => void;
}
