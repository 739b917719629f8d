import type { ShellFinished, ShellTask } from '../../core/ports/shell.ts';
import { openChannel } from './channel.ts';
import { Conversation, type ConversationEnd } from './conversation.ts';
import { CreditGate } from './credit-gate.ts';
import { payloadOf } from './payload.ts';
import { newMark } from './remote-folder.ts';
import { remoteCommands } from './remote-programs.ts';
import { type StopAnswer, stopOnTarget } from './stop.ts';
import { bootIdOf } from './target-facts.ts';
import type { TaskParts } from './task-parts.ts';

type Verdict = Omit<ShellFinished, 'kind' | 'durationMs' | 'outputText'>;

/** A script in the foreground of a channel. What became of it after a cut cannot be asked: indeterminate. */
export class PlainTask implements ShellTask {
  readonly #parts: TaskParts;
  readonly #gate: CreditGate;
  #conversation: Conversation | null = null;
  #isCancelled = false;
  #sentAt: number | null = null;
  #group: string | null = null;
  #wanted: 'cancelled' | 'timed-out' | null = null;
  #stopped: Promise<StopAnswer> | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: TaskParts) {
    this.#parts = parts;
    this.#gate = new CreditGate(parts.request.offsets, {
      output: (stream, offset, bytes) => parts.receive({ kind: 'output', stream, offset, bytes }),
      backlog: (isBacklogged) => this.#conversation?.rest(isBacklogged),
    });
  }

  grant(bytes: number): void {
    this.#gate.grant(bytes);
  }

  cancel(): void {
    this.#isCancelled = true;
    if (this.#sentAt !== null) this.#want('cancelled');
  }

  async run(): Promise<void> {
    const verdict = this.#parts.request.mode === 'start' ? await this.#start() : noTrace;
    clearTimeout(this.#timer);
    await this.#gate.empty();
    const elapsed = this.#sentAt === null ? 0 : performance.now() - this.#sentAt;
    this.#parts.receive({ kind: 'finished', durationMs: Math.round(elapsed * 10) / 10, outputText: '', ...verdict });
  }

  async #start(): Promise<Verdict> {
    const { pool, endpoint, limits } = this.#parts;
    for (let attempt = 1; ; attempt++) {
      const lease = await pool.lease(endpoint);
      if (!lease.ok) return plainly('failed', lease.trouble.sentence);
      const bootId = await bootIdOf(lease.value, limits.connectMs);
      const channel = await openChannel(lease.value, remoteCommands.plain, limits.connectMs);
      if (channel.ok && !this.#isCancelled) {
        this.#parts.receive({ kind: 'sent', targetBootId: bootId, hostKey: lease.value.hostKey });
        const verdict = await this.#converse(channel.value);
        lease.value.release();
        return verdict;
      }
      if (!channel.ok && channel.trouble.kind === 'limit') lease.value.full();
      lease.value.release();
      if (channel.ok) channel.value.close();
      if (this.#isCancelled) return plainly('cancelled', 'Cancelled before anything was sent to the target.');
      if (!channel.ok && attempt === 3) return plainly('failed', channel.trouble.sentence);
    }
  }

  async #converse(channel: ConstructorParameters<typeof Conversation>[0]): Promise<Verdict> {
    const mark = newMark();
    const { request } = this.#parts;
    this.#conversation = new Conversation(channel, mark, {
      answer: (words) => {
        this.#group = words[1] ?? null;
        this.#tryStop();
      },
      output: (stream, bytes) => this.#gate.push(stream, bytes),
    });
    this.#sentAt = performance.now();
    if (request.timeoutMs !== null) this.#timer = setTimeout(() => this.#want('timed-out'), request.timeoutMs);
    const end = await this.#conversation.speak(`${mark}\n${payloadOf(request)}`);
    return this.#judge(end);
  }

  #want(outcome: 'cancelled' | 'timed-out'): void {
    this.#wanted ??= outcome;
    this.#tryStop();
  }

  #tryStop(): void {
    if (this.#wanted === null || this.#group === null || !/^\d+$/.test(this.#group) || this.#stopped !== null) return;
    const { pool, limits, endpoint, request } = this.#parts;
    const ticks = Math.max(1, Math.round(limits.killAfterMs / 100));
    this.#stopped = stopOnTarget(
      { pool, limits },
      { endpoint, command: remoteCommands.plainKill, header: `${this.#group} ${ticks}`, withinMs: request.reconnectMs },
    );
  }

  async #judge(end: ConversationEnd): Promise<Verdict> {
    const { exitCode, signal } = end;
    const isOver = exitCode !== null || signal !== null;
    if (!isOver)
      return plainly(
        'indeterminate',
        'The connection was cut after the command was sent: what became of it is not known.',
      );
    const answer = this.#stopped === null ? null : await this.#stopped;
    if (this.#wanted !== null && (answer === 'term' || answer === 'kill')) {
      const by = answer === 'term' ? 'TERM' : 'KILL';
      const what = this.#wanted === 'cancelled' ? 'Cancelled' : 'Not done in time';
      return {
        outcome: this.#wanted,
        exitCode,
        signal: signal ?? by,
        reason: `${what}: ended by ${by}, confirmed by the target.`,
      };
    }
    if (exitCode === 0) return { outcome: 'succeeded', exitCode, signal, reason: null };
    if (!end.answered)
      return {
        outcome: 'failed',
        exitCode,
        signal,
        reason: `The target's login shell did not run our command (exit code ${exitCode ?? 'none'}).`,
      };
    return {
      outcome: 'failed',
      exitCode,
      signal,
      reason: signal === null ? `Exit code ${exitCode}.` : `Ended by signal ${signal}.`,
    };
  }
}

function plainly(outcome: Verdict['outcome'], reason: string): Verdict {
  return { outcome, exitCode: null, signal: null, reason };
}

const noTrace = plainly(
  'indeterminate',
  'The step ran without detaching, so the target cannot be asked what became of it.',
);
