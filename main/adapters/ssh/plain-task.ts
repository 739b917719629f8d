import type { ShellTask } from '../../core/ports/shell.ts';
import { Conversation, type ConversationEnd } from './conversation.ts';
import { CreditGate } from './credit-gate.ts';
import { openLeasedChannel } from './leased-channel.ts';
import { longestTimerMs } from './limits.ts';
import type { Channel } from './link.ts';
import { lengthWord, payloadBehindSudo, payloadOf } from './payload.ts';
import { type PowerShellCommands, powerShellCommands, powerShellInput } from './powershell.ts';
import { newMark } from './remote-folder.ts';
import { remoteCommands } from './remote-programs.ts';
import { type StopAnswer, stopOnTarget } from './stop.ts';
import { deniedSentence, sudoWords } from './sudo-answer.ts';
import { otherAccount, type TaskParts } from './task-parts.ts';
import { endedWith, exitReason, type Stopping, type Verdict, withStop } from './verdict.ts';

const noTrace = 'The step ran without detaching, so the target cannot be asked what became of it.';
const cut = 'The connection was cut after the command was sent: what became of it is not known.';

const nothingSent = 'Cancelled before anything was sent to the target.';
/** Beyond TERM and KILL: for the target's own pace. */
const stopMarginMs = 5000;
const incomplete = 'its end did not come through to us';

/** A script in the foreground of a channel. What became of it after a cut cannot be asked: indeterminate. */
export class PlainTask implements ShellTask {
  readonly #parts: TaskParts;
  readonly #gate: CreditGate;
  readonly #cancelled = new AbortController();
  readonly #as: string | null;
  /** null = a POSIX shell. */
  readonly #powerShell: PowerShellCommands | null;
  /** Of sudo, between its question and the start. */
  #password = '';
  #conversation: Conversation | null = null;
  #sentAt: number | null = null;
  #group: string | null = null;
  #wanted: Stopping | null = null;
  #stopped: Promise<StopAnswer> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #hush: NodeJS.Timeout | undefined;
  readonly #over = Promise.withResolvers<ConversationEnd>();

  constructor(parts: TaskParts) {
    this.#parts = parts;
    this.#as = otherAccount(parts);
    this.#powerShell = powerShellCommands(parts.request.shell);
    this.#gate = new CreditGate(parts.request.offsets, {
      output: (stream, offset, bytes) => parts.receive({ kind: 'output', stream, offset, bytes }),
      backlog: (isBacklogged) => this.#conversation?.rest(isBacklogged),
    });
  }

  grant(bytes: number): void {
    this.#gate.grant(bytes);
  }

  cancel(): void {
    this.#cancelled.abort();
    if (this.#sentAt !== null) this.#want('cancelled');
  }

  async run(): Promise<void> {
    const isStart = this.#parts.request.mode === 'start';
    const verdict = isStart ? await this.#start() : endedWith('indeterminate', noTrace);
    clearTimeout(this.#timer);
    clearTimeout(this.#hush);
    const elapsedMs = this.#sentAt === null ? 0 : performance.now() - this.#sentAt;
    await this.#gate.empty();
    this.#parts.receive({ kind: 'finished', durationMs: Math.round(elapsedMs * 10) / 10, ...verdict });
  }

  async #start(): Promise<Verdict> {
    const refusal = await this.#admission();
    if (refusal !== null) return refusal;
    const posix = this.#as === null ? remoteCommands.plain : remoteCommands.plainAs;
    const command = this.#powerShell?.run ?? posix;
    const opened = await openLeasedChannel(this.#parts, command, this.#cancelled.signal);
    if (opened !== null && !opened.ok) return endedWith('failed', opened.trouble.sentence);
    if (opened === null || this.#cancelled.signal.aborted) {
      opened?.value.channel.close();
      opened?.value.lease.release();
      return endedWith('cancelled', nothingSent);
    }
    const { lease, channel, bootId } = opened.value;
    this.#parts.receive({ kind: 'sent', targetBootId: bootId, hostKey: lease.link.hostKey });
    const verdict = await this.#converse(channel);
    lease.release();
    return verdict;
  }

  async #admission(): Promise<Verdict | null> {
    if (this.#as === null) return null;
    const admission = await this.#parts.sudo.admit(this.#parts, this.#as, this.#cancelled.signal);
    if (admission === null) return endedWith('cancelled', nothingSent);
    if (!admission.ok) return endedWith('failed', admission.trouble.sentence);
    if (admission.value.kind === 'refused') return endedWith('failed', admission.value.reason);
    this.#password = admission.value.password ?? '';
    return null;
  }

  async #converse(channel: Channel): Promise<Verdict> {
    const mark = newMark();
    const { request } = this.#parts;
    const conversation = new Conversation(channel, mark, {
      answer: (words) => {
        this.#group = /^(\d+|as)$/.test(words[1] ?? '') ? (words[1] ?? null) : null;
        this.#tryStop();
      },
      output: (stream, bytes) => this.#gate.push(stream, bytes),
    });
    this.#conversation = conversation;
    this.#sentAt = performance.now();
    if (request.timeoutMs !== null) {
      this.#timer = setTimeout(() => this.#want('timed-out'), Math.min(request.timeoutMs, longestTimerMs));
    }
    const end = await (this.#as === null
      ? conversation.speak(this.#input(mark))
      : conversation.begin(this.#inputBehindSudo(this.#as, mark)));
    return this.#judge(end);
  }

  #input(mark: string): string {
    const { request } = this.#parts;
    if (this.#powerShell !== null) return powerShellInput(request, mark);
    const payload = payloadOf(request);
    return `${mark} ${lengthWord(payload)}\n${payload}`;
  }

  /** See programs/sudo.ts: the channel stays open for orders. */
  #inputBehindSudo(as: string, mark: string): string {
    const password = this.#password;
    this.#password = '';
    const before = password === '' ? `- ${as}\n` : `S ${as}\n${password}\n`;
    return `${before}#hp-begin\n${payloadBehindSudo(this.#parts.request, mark)}\ngo\n`;
  }

  #want(outcome: Stopping['outcome']): void {
    this.#wanted ??= { outcome, timeoutMs: this.#parts.request.timeoutMs };
    this.#tryStop();
    if (this.#stopped !== null) return;
    // A login shell that does not even answer cannot be told to stop; whether it ever will is not known.
    this.#hush ??= setTimeout(() => {
      if (this.#stopped === null) this.#conversation?.giveUp();
    }, this.#parts.limits.killAfterMs);
  }

  #tryStop(): void {
    if (this.#wanted === null || this.#group === null || this.#stopped !== null) return;
    const { limits, endpoint, request } = this.#parts;
    const ticks = Math.max(1, Math.round(limits.killAfterMs / 100));
    if (this.#group === 'as') {
      this.#stopped = this.#orderStop(ticks);
      return;
    }
    const header = `${this.#group} ${ticks}`;
    const command = this.#powerShell?.stop ?? remoteCommands.plainKill;
    const order = { endpoint, command, header, withinMs: request.reconnectMs };
    this.#stopped = stopOnTarget(this.#parts, order);
    this.#giveUpUnless(this.#stopped);
  }

  /** Ending the channel is all that is left when the target cannot end the group: indeterminate. */
  #giveUpUnless(stopped: Promise<StopAnswer>): void {
    stopped.then((answer) => {
      if (answer === 'unable' || answer === 'out-of-reach') this.#conversation?.giveUp();
    });
  }

  /**
   * Processes of another account get their signals from the warden among them; it ends when they have ended. KILL takes
   * the program that would say so with it.
   */
  #orderStop(ticks: number): Promise<StopAnswer> {
    this.#conversation?.add(`term ${ticks}\n`);
    const patienceMs = ticks * 100 + stopMarginMs;
    const stopped = new Promise<StopAnswer>((resolve) => {
      const timer = setTimeout(() => resolve('unable'), patienceMs);
      this.#over.promise.then(({ trailer }) => {
        clearTimeout(timer);
        resolve(trailer === null ? 'kill' : 'term');
      });
    });
    this.#giveUpUnless(stopped);
    return stopped;
  }

  async #judge(end: ConversationEnd): Promise<Verdict> {
    this.#over.resolve(end);
    const { exitCode, signal } = end;
    if (exitCode === null && signal === null) return endedWith('indeterminate', cut);
    const verdict = this.#verdictOf(end);
    if (this.#wanted === null || this.#stopped === null) return verdict;
    return withStop(verdict, this.#wanted, await this.#stopped);
  }

  #verdictOf(end: ConversationEnd): Verdict {
    if (this.#as === null || end.isAnswered) return this.#plainVerdict(end);
    const { endpoint, sudo } = this.#parts;
    sudo.drop(endpoint, this.#as);
    return endedWith('failed', deniedSentence(sudoWords(end.noise), endpoint.user, this.#as));
  }

  #plainVerdict({ exitCode, signal, isAnswered, trailer, isErrorStreamWhole }: ConversationEnd): Verdict {
    const outcome = exitCode === 0 && isAnswered ? 'succeeded' : 'failed';
    const how = signal === null ? exitReason(exitCode ?? 0) : `Ended by signal ${signal}.`;
    const reason = isAnswered ? how : `The target's login shell did not run our command (exit code ${exitCode}).`;
    // Whoever was ended by a signal says no end, and no PowerShell does.
    const isCut = isAnswered && signal === null && (trailer === null || !isErrorStreamWhole);
    const isLost = isCut && this.#powerShell === null;
    return { outcome, exitCode, signal, reason, outputText: '', ...(isLost ? { lostOutput: incomplete } : {}) };
  }
}
