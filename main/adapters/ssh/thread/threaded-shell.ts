import type { SshTarget } from '../../../../contract/plan.ts';
import type { Shell, ShellMessage, ShellRequest, ShellTask } from '../../../core/ports/shell.ts';
import type { TerminalMessage, TerminalTask } from '../../../core/ports/terminals.ts';
import type { Ssh2ShellOptions } from '../ssh2-shell.ts';
import type { Carried } from './carried.ts';
import { CarriedTask } from './carried-task.ts';
import { CarriedTerminal } from './carried-terminal.ts';
import { CarriedUpload } from './carried-upload.ts';
import { CrossingLost } from './crossing.ts';
import { Shard } from './shard.ts';

export interface ThreadedShellOptions extends Ssh2ShellOptions {
  /** The program of a thread: it calls `answerShell`. */
  readonly threadFile: URL;
  /** Left out = one; see docs/decisions/0021. */
  readonly threads?: number;
}

const FAILED = 'The part of Holdpoint that holds the connections failed while it asked. Ask again.';

/**
 * The shell whose connections live beside the core, so that neither logins nor hundreds of live sessions hold it up.
 * All that goes through one first hop is in one thread: connections are shared, and a server sees no more logins at
 * once than it should. Threads start with the first need of them.
 */
export function createThreadedShell(options: ThreadedShellOptions): Shell {
  const { threadFile, threads = 1, log, askPerson, ...setup } = options;
  const here = lazily(async () => {
    const { createSsh2Shell } = await import('../ssh2-shell.ts');
    return createSsh2Shell(options);
  });
  const ours = {
    log: (level: 'info' | 'warn' | 'error', message: string, facts?: Readonly<Record<string, unknown>>) =>
      log[level](message, facts),
    askPerson: askPerson ?? (async () => null),
  };
  const shards = Array.from({ length: threads }, () => new Shard({ file: threadFile, setup, ours, log, here }));
  const shardOf = (target: SshTarget) => shards[hashOf(firstHop(target)) % shards.length] ?? first;
  // One thread writes known_hosts, and it is the one that showed the keys.
  const [first] = shards as [Shard, ...Shard[]];
  let isClosed = false;
  const carry = <T extends Carried>(target: SshTarget, make: (over: () => void) => T) =>
    isClosed ? null : shardOf(target).carry(make);
  const whileOpen =
    <Message>(receive: (message: Message) => void) =>
    (message: Message) => {
      if (!isClosed) receive(message);
    };

  return {
    perform: (request, receive) =>
      carry(request.target, (over) => new CarriedTask(request, { receive: whileOpen(receive), over })) ??
      refused(request, receive),
    upload: (request, receive) =>
      carry(request.target, (over) => new CarriedUpload(request, { receive: whileOpen(receive), over })) ??
      refused({ mode: 'start' }, receive),
    openTerminal: (request, receive) =>
      carry(request.target, (over) => new CarriedTerminal(request, { receive: whileOpen(receive), over })) ??
      noTerminal(receive),
    forget: (target, key) => shardOf(target).call('forget', target, key).catch(orRethrow(undefined)),
    survey: (target, question) =>
      shardOf(target)
        .call('survey', target, question)
        .catch(orRethrow({ kind: 'failed', stage: 'route', reason: FAILED } as const)),
    scanHostKeys: (targets, signal) =>
      first.call('scanHostKeys', targets, signal).catch(orRethrow(targets.map(unscanned))),
    trustHostKeys: (keys) => first.call('trustHostKeys', keys).catch(orRethrow([])),
    close: async () => {
      isClosed = true;
      await Promise.all(shards.map((shard) => shard.close()));
    },
  };
}

/** Where no thread answered; a defect over there stays one. */
function orRethrow<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof CrossingLost) return instead;
    throw error;
  };
}

function unscanned({ name, host, port }: SshTarget) {
  const about = { target: name, host, port, keyType: null, fingerprint: null, expected: null };
  return { ...about, state: 'unreachable', detail: FAILED } as const;
}

const CLOSING = 'Holdpoint is closing: nothing was sent to the target.';

function refused(request: { mode: ShellRequest['mode'] }, receive: (message: ShellMessage) => void): ShellTask {
  const outcome = request.mode === 'start' ? 'failed' : 'indeterminate';
  const none = { exitCode: null, signal: null, durationMs: 0, outputText: '' };
  queueMicrotask(() => receive({ kind: 'finished', outcome, reason: CLOSING, ...none }));
  return { grant: () => {}, cancel: () => {} };
}

function noTerminal(receive: (message: TerminalMessage) => void): TerminalTask {
  queueMicrotask(() => receive({ kind: 'closed', exitCode: null, reason: CLOSING }));
  return { write: () => {}, resize: () => {}, grant: () => {}, close: () => {} };
}

/** Where a connection first goes to: the jump host nearest to us, else the server itself. */
function firstHop({ jump, host, port }: SshTarget): string {
  return jump === null ? `${host}:${port}` : (jump.split(',')[0] ?? jump).replace(/^.*@/, '');
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
