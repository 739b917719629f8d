import type { Log } from '../../core/ports/log.ts';
import type { ShellMessage, ShellRequest } from '../../core/ports/shell.ts';
import type { ConnectionPool } from './connection-pool.ts';
import type { Endpoint } from './endpoint.ts';
import type { Limits } from './limits.ts';
import type { SudoRoom } from './sudo-room.ts';

/** What a task needs to know and to reach. */
export interface TaskParts {
  readonly request: ShellRequest;
  readonly endpoint: Endpoint;
  readonly pool: ConnectionPool;
  readonly limits: Limits;
  readonly sudo: SudoRoom;
  readonly log: Log;
  readonly receive: (message: ShellMessage) => void;
}

/** The account a script runs as, where it is not known to be the one that logs in: ssh_config may name another. */
export function otherAccount({ request, endpoint }: Pick<TaskParts, 'request' | 'endpoint'>): string | null {
  const { runAs } = request;
  const isLogin = endpoint.stated.user && runAs === endpoint.user;
  return runAs === undefined || isLogin ? null : runAs;
}
