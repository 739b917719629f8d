import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../core/ports/log.ts';
import type { Shell, ShellMessage, ShellRequest, ShellTask } from '../../core/ports/shell.ts';
import { ConnectionPool } from './connection-pool.ts';
import { DetachedTask } from './detached-task.ts';
import { endpointOf } from './endpoint.ts';
import { forgetAttempt } from './forget.ts';
import { HostKeyBook } from './host-key-book.ts';
import { scanHostKeys, trustHostKeys } from './host-key-scan.ts';
import { type AskPassphrase, Identities } from './identities.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { refusalOf } from './payload.ts';
import { PlainTask } from './plain-task.ts';
import { attemptFolder } from './remote-folder.ts';

export interface Ssh2ShellOptions {
  /** The workspace's known_hosts: the only one that is written. */
  readonly knownHosts: string;
  /** Read only, beside the user's own `~/.ssh/known_hosts`. */
  readonly extraKnownHosts?: readonly string[];
  /** Left out = SSH_AUTH_SOCK; null = no agent. */
  readonly agentSocket?: string | null;
  /** Left out = the user's home: `~/.ssh` is looked for there. */
  readonly home?: string;
  /** Left out = no key is ever unlocked. */
  readonly askPassphrase?: AskPassphrase;
  readonly log: Log;
  readonly limits?: Partial<Limits>;
}

/** Runs scripts over SSH by ssh2. Connections are kept until `close`; detached work on targets outlives it. */
export function createSsh2Shell(options: Ssh2ShellOptions): Shell {
  const home = options.home ?? homedir();
  const osUser = userInfo().username;
  const limits = { ...defaultLimits, ...options.limits };
  const agentSocket = options.agentSocket === undefined ? (process.env.SSH_AUTH_SOCK ?? null) : options.agentSocket;
  const askPassphrase = options.askPassphrase ?? (async () => null);
  const { log } = options;
  const book = new HostKeyBook(options.knownHosts, [
    join(home, '.ssh', 'known_hosts'),
    ...(options.extraKnownHosts ?? []),
  ]);
  const pool = new ConnectionPool({
    book,
    identities: new Identities({ home, agentSocket, askPassphrase, log }),
    limits,
    log,
  });
  const closing = new AbortController();
  const tasks = new Set<Promise<void>>();
  const scanner = { book, pool, limits, osUser, shown: new Map() };

  return {
    perform: (request, receive) => {
      const task = taskFor({
        request,
        endpoint: endpointOf(request.target, osUser),
        pool,
        limits,
        log,
        receive,
        closing: closing.signal,
      });
      if (task === null) return idleTask;
      const running = task.run().finally(() => tasks.delete(running));
      tasks.add(running);
      return task;
    },
    forget: (target, key) => forgetAttempt({ pool, limits }, endpointOf(target, osUser), attemptFolder(target, key)),
    scanHostKeys: (targets, signal) => scanHostKeys(scanner, targets, signal),
    trustHostKeys: (keys) => trustHostKeys(scanner, keys),
    close: async () => {
      closing.abort();
      await pool.close();
    },
  };
}

const idleTask: ShellTask = { grant: () => {}, cancel: () => {} };

/** null = refused; the receiver has been told. */
function taskFor(parts: ConstructorParameters<typeof DetachedTask>[0]): DetachedTask | PlainTask | null {
  const { request } = parts;
  const folder = attemptFolder(request.target, request.key);
  const refusal =
    folder === null ? 'The attempt folder (stateDir and key) is not a safe absolute path.' : refusalOf(request);
  if (refusal !== null || folder === null) {
    queueMicrotask(() => parts.receive(refusalMessage(request, refusal ?? '')));
    return null;
  }
  return request.detach ? new DetachedTask(parts, folder) : new PlainTask(parts);
}

function refusalMessage(request: ShellRequest, reason: string): ShellMessage {
  const outcome = request.mode === 'start' ? 'failed' : 'indeterminate';
  return { kind: 'finished', outcome, exitCode: null, signal: null, durationMs: 0, reason, outputText: '' };
}
