import { homedir, userInfo } from 'node:os';
import type { Log } from '../../core/ports/log.ts';
import type { AskPerson } from '../../core/ports/person-prompt.ts';
import type { Shell, ShellMessage, ShellRequest, ShellTask } from '../../core/ports/shell.ts';
import { Resolver } from './config/resolver.ts';
import { ConnectionPool } from './connection-pool.ts';
import { DetachedTask } from './detached-task.ts';
import { endpointOf } from './endpoint.ts';
import { forgetAttempts } from './forget.ts';
import { ForgetLater } from './forget-later.ts';
import { HostKeyBook } from './host-key-book.ts';
import { scanHostKeys, trustHostKeys } from './host-key-scan.ts';
import { Identities } from './identities.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { SystemClient } from './openssh/system-client.ts';
import { refusalOf } from './payload.ts';
import { PersonAnswers } from './person-answers.ts';
import { PlainTask } from './plain-task.ts';
import { attemptFolder } from './remote-folder.ts';
import { SudoRoom } from './sudo-room.ts';
import { surveyTarget } from './survey.ts';
import { withinTime } from './survey-deadline.ts';
import { openTerminal } from './terminal/open-terminal.ts';
import { textOf } from './trouble.ts';
import { Uploads } from './upload/uploads.ts';

export interface Ssh2ShellOptions {
  /** The workspace's known_hosts: the only one that is written. */
  readonly knownHosts: string;
  /** Read only, beside the user's own `~/.ssh/known_hosts`. */
  readonly extraKnownHosts?: readonly string[];
  /** Left out = SSH_AUTH_SOCK; null = no agent. */
  readonly agentSocket?: string | null;
  /** Left out = the user's home: `~/.ssh` is looked for there. */
  readonly home?: string;
  /** Left out = nobody is there: no key is unlocked, no password typed, a sudo that asks for one refuses. */
  readonly askPerson?: AskPerson;
  readonly log: Log;
  readonly limits?: Partial<Limits>;
}

/**
 * Runs scripts over SSH by ssh2. Connections are kept until `close`. Detached work on targets outlives that: its
 * receiver hears nothing more, and a later shell asks by `reattach`.
 */
export function createSsh2Shell(options: Ssh2ShellOptions): Shell {
  const home = options.home ?? homedir();
  const osUser = userInfo().username;
  const limits = { ...defaultLimits, ...options.limits };
  const agentSocket = options.agentSocket === undefined ? usualAgent() : options.agentSocket;
  const { log } = options;
  const askPerson = options.askPerson ?? (async () => null);
  const canAsk = options.askPerson !== undefined;
  const answers = new PersonAnswers(askPerson);
  const book = new HostKeyBook({
    ...{ workspaceFile: options.knownHosts, extraFiles: options.extraKnownHosts ?? [], home },
  });
  const resolver = new Resolver({ home, osUser, log });
  const identities = new Identities({ home, agentSocket, answers, canAsk, log });
  const client = new SystemClient({
    ...{ home, isOwnHome: home === userInfo().homedir, agentSocket, book, answers, canAsk, limits },
  });
  const pool = new ConnectionPool({ book, identities, resolver, client, limits, log });
  const sudo = new SudoRoom(askPerson);
  const later = new ForgetLater({ forget: (endpoint, folders) => forgetAttempts({ pool, limits }, endpoint, folders) });
  let isClosed = false;
  const uploads = new Uploads({ pool, limits, osUser, log });
  const scanner = { book, pool, resolver, client, limits, osUser, shown: new Map() };

  return {
    perform: (request, receive) => {
      if (isClosed) {
        queueMicrotask(() => receive(refusalMessage(request, 'Holdpoint is closing: nothing was sent to the target.')));
        return idleTask;
      }
      const hear = (message: ShellMessage) => {
        if (!isClosed) receive(message);
      };
      const task = taskFor({
        request,
        endpoint: endpointOf(request.target, osUser),
        pool,
        limits,
        sudo,
        log,
        receive: hear,
      });
      if (task === null) return idleTask;
      const ended = later.began();
      const running = task.run().catch((error: unknown) => {
        log.error('A task failed', { key: request.key, because: textOf(error) });
        hear(defectMessage);
      });
      void running.then(ended);
      return task;
    },
    upload: (request, receive) => uploads.begin(request, receive),
    openTerminal: (request, receive) => openTerminal({ pool, limits, osUser, log }, request, receive),
    forget: async (target, key) => {
      const folder = attemptFolder(target, key);
      if (folder !== null && !isClosed) await later.add(endpointOf(target, osUser), folder);
    },
    survey: (target, question) =>
      withinTime(question, identities, (signal) =>
        surveyTarget({ pool, limits }, endpointOf(target, osUser), { ...question, signal }),
      ),
    scanHostKeys: (targets, signal) => scanHostKeys(scanner, targets, signal),
    trustHostKeys: (keys) => trustHostKeys(scanner, keys),
    close: async () => {
      isClosed = true;
      uploads.close();
      await Promise.race([later.flush(), new Promise((resolve) => setTimeout(resolve, TIDY_MS).unref())]);
      await pool.close();
    },
  };
}

/** OpenSSH's agent: by the environment, on Windows by its pipe. */
function usualAgent(): string | null {
  const named = process.env.SSH_AUTH_SOCK;
  if (named !== undefined && named !== '') return named;
  return process.platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : null;
}

/** What attempts left on targets may keep the shell so long from closing. */
const TIDY_MS = 3_000;

const idleTask: ShellTask = { grant: () => {}, cancel: () => {} };

/** A fault of ours after something may have been sent. */
const defectMessage: ShellMessage = {
  kind: 'finished',
  outcome: 'indeterminate',
  exitCode: null,
  signal: null,
  durationMs: 0,
  reason: 'Holdpoint itself failed while it spoke to the target: what became of the script is not known.',
  outputText: '',
};

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
