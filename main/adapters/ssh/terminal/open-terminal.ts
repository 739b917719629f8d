import type { Log } from '../../../core/ports/log.ts';
import type { TerminalMessage, TerminalRequest, TerminalTask } from '../../../core/ports/terminals.ts';
import type { ConnectionPool } from '../connection-pool.ts';
import { endpointOf } from '../endpoint.ts';
import type { Limits } from '../limits.ts';
import { textOf } from '../trouble.ts';
import { OpenTerminal } from './terminal-task.ts';

export interface TerminalsParts {
  readonly pool: ConnectionPool;
  readonly limits: Limits;
  readonly osUser: string;
  readonly log: Log;
}

export function openTerminal(
  { pool, limits, osUser, log }: TerminalsParts,
  request: TerminalRequest,
  receive: (message: TerminalMessage) => void,
): TerminalTask {
  const task = new OpenTerminal({ request, endpoint: endpointOf(request.target, osUser), pool, limits, receive });
  task.run().catch((error: unknown) => {
    log.error('A terminal failed', { target: request.target.name, because: textOf(error) });
    receive({ kind: 'closed', exitCode: null, reason: 'Holdpoint itself failed while it held this terminal.' });
  });
  return task;
}
