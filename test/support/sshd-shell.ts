import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SshTarget } from '../../contract/plan.ts';
import { createSsh2Shell, type Ssh2ShellOptions } from '../../main/adapters/ssh/ssh2-shell.ts';
import type { Shell, ShellFinished, ShellMessage, ShellRequest, ShellTask } from '../../main/core/ports/shell.ts';
import type { Sshd } from './sshd.ts';

export const silentLog = { info: () => {}, warn: () => {}, error: () => {} };

/** A shell that knows these servers' keys and nothing of the machine's own `~/.ssh` or agent. */
export function shellFor(servers: readonly Sshd[], options: Partial<Ssh2ShellOptions> = {}): Shell {
  return createSsh2Shell({
    knownHosts: '/nonexistent/known_hosts',
    extraKnownHosts: servers.map((server) => server.knownHosts),
    home: '/nonexistent',
    agentSocket: null,
    log: silentLog,
    ...options,
  });
}

/** The same server by another address, e.g. a proxy before it. */
export function knownHostsAt(server: Sshd, port: number): string {
  const file = join(mkdtempSync(join(tmpdir(), 'hp-known-')), 'known_hosts');
  writeFileSync(file, `[127.0.0.1]:${port} ${server.hostKey}\n`);
  return file;
}

export interface Performance {
  readonly task: ShellTask;
  readonly messages: readonly ShellMessage[];
  readonly finished: Promise<Performed>;
  until(kind: ShellMessage['kind']): Promise<ShellMessage>;
  bytes(stream: 'stdout' | 'stderr'): Buffer;
}

export interface Performed extends ShellFinished {
  readonly stdout: string;
  readonly stderr: string;
  readonly kinds: readonly string[];
}

let counter = 0;

export function uniqueKey(): string {
  counter++;
  return `run-test.step.t.${process.pid}-${counter}-${Math.random().toString(36).slice(2, 8)}`;
}

/** `takesMs`: a reader that takes so long over each piece before it grants as many bytes again. */
export type Wanted = Partial<ShellRequest> & { readonly credit?: number; readonly takesMs?: number };

/** Performs a script (or what is asked for in full) and grants all credit, unless told how much. */
export function perform(shell: Shell, target: SshTarget, wanted: string | Wanted): Performance {
  const {
    credit = Number.MAX_SAFE_INTEGER,
    takesMs,
    ...rest
  } = typeof wanted === 'string' ? { script: wanted } : wanted;
  const messages: ShellMessage[] = [];
  const listeners = new Set<() => void>();
  const request: ShellRequest = {
    target,
    key: uniqueKey(),
    script: '',
    shell: 'sh',
    env: {},
    cwd: null,
    detach: true,
    timeoutMs: null,
    mode: 'start',
    offsets: { stdout: 0, stderr: 0 },
    targetBootId: null,
    reconnectMs: 20_000,
    ...rest,
  };
  const task = shell.perform(request, (message) => {
    messages.push(message);
    for (const listener of listeners) listener();
    if (takesMs !== undefined && message.kind === 'output') setTimeout(() => task.grant(message.bytes.length), takesMs);
  });
  const until = (kind: ShellMessage['kind']) =>
    new Promise<ShellMessage>((resolve) => {
      const look = () => {
        const found = messages.find((message) => message.kind === kind);
        if (found === undefined) return;
        listeners.delete(look);
        resolve(found);
      };
      listeners.add(look);
      look();
    });
  const bytes = (stream: 'stdout' | 'stderr') =>
    Buffer.concat(messages.flatMap((m) => (m.kind === 'output' && m.stream === stream ? [m.bytes] : [])));
  const finished = until('finished').then((message) => {
    if (message.kind !== 'finished') throw new Error('not finished');
    const kinds = messages.map((m) => m.kind).filter((kind) => kind !== 'output');
    return { ...message, stdout: bytes('stdout').toString(), stderr: bytes('stderr').toString(), kinds };
  });
  task.grant(credit);
  return { task, messages, finished, until, bytes };
}

/** Polls until true or the deadline. */
export async function eventually(
  what: string,
  test: () => boolean | Promise<boolean>,
  withinMs = 15_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await test())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A folder in which `sh` is the named shell; with busybox all its applets replace the GNU tools. */
export function toolsOf(shell: 'dash' | 'bash' | 'busybox'): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `hp-tools-${shell}-`));
  chmodSync(path, 0o755);
  if (shell === 'busybox') {
    const applets = execFileSync('/usr/bin/busybox', ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean);
    for (const applet of applets) symlinkSync('/usr/bin/busybox', join(path, applet));
  } else {
    mkdirSync(path, { recursive: true });
    symlinkSync(`/usr/bin/${shell}`, join(path, 'sh'));
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A folder with the tools a poor target has: no setsid, and only what is named beside the most basic ones. */
export function bareTools(more: readonly string[]): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'hp-tools-bare-'));
  chmodSync(path, 0o755);
  for (const tool of ['sh', 'mkdir', 'cat', 'mv', 'rm', 'sleep', 'head', 'dd', 'tail', ...more]) {
    symlinkSync(`/usr/bin/${tool}`, join(path, tool));
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
