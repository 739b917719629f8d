import type { ShellMessage, ShellTask } from '../../core/ports/shell.ts';
import type { Lease } from './connection-pool.ts';
import { ContactWatch } from './contact-watch.ts';
import { Conversation, type ConversationEnd } from './conversation.ts';
import { CreditGate } from './credit-gate.ts';
import { openLeasedChannel } from './leased-channel.ts';
import { longestTimerMs } from './limits.ts';
import type { Channel } from './link.ts';
import type { LoginFacts } from './login-facts.ts';
import { lengthWord, payloadBehindSudo, payloadOf } from './payload.ts';
import { newMark } from './remote-folder.ts';
import { remoteCommands } from './remote-programs.ts';
import { type StopAnswer, stopOnTarget } from './stop.ts';
import { otherAccount, type TaskParts } from './task-parts.ts';
import {
  type Contact,
  ended,
  endedWith,
  judge,
  type Stopping,
  unstoppable,
  type Verdict,
  withStop,
} from './verdict.ts';

/** So often bytes that did not arrive are asked for again. */
const mostQuestions = 3;
const nothingSent = 'Cancelled before anything was sent to the target.';

/**
 * One detached attempt as we see it: at most one start, then as many contacts as it takes. Only the target's own
 * word, or running out of time to reach it, ends it. When the shell closes it falls silent: it lives on over there.
 */
export class DetachedTask implements ShellTask {
  readonly #parts: TaskParts;
  readonly #folder: string;
  readonly #as: string | null;
  readonly #gate: CreditGate;
  readonly #watch: ContactWatch;
  readonly #cancelled = new AbortController();
  #conversation: Conversation | null = null;
  #stop: (Stopping & { readonly answer: Promise<StopAnswer> }) | null = null;
  readonly #unstoppable = Promise.withResolvers<Verdict>();
  #sentAt: number | null = null;
  #bootId: string | null;
  /** `plain` or `scope`: how the target wants a guard started. */
  #facts: LoginFacts | null = null;
  /** Of sudo, between its question and the start: `` = it needs none. */
  #password = '';
  /** How often bytes that the target holds did not arrive. */
  #shortContacts = 0;
  /** The target once said that the script has begun. */
  #hasTold = false;
  #timer: NodeJS.Timeout | undefined;
  /** Nothing is told after `finished`, even if the target speaks again. */
  #isOver = false;

  constructor(parts: TaskParts, folder: string) {
    this.#parts = parts;
    this.#folder = folder;
    this.#as = otherAccount(parts);
    this.#bootId = parts.request.targetBootId;
    const receive = (message: ShellMessage) => this.#tell(message);
    this.#watch = new ContactWatch({ reconnectMs: parts.request.reconnectMs, receive });
    this.#gate = new CreditGate(parts.request.offsets, {
      output: (stream, offset, bytes) => receive({ kind: 'output', stream, offset, bytes }),
      backlog: (isBacklogged) => this.#conversation?.rest(isBacklogged),
    });
  }

  grant(bytes: number): void {
    this.#gate.grant(bytes);
  }

  cancel(): void {
    this.#cancelled.abort();
    if (this.#sentAt !== null) this.#beginStop('cancelled');
  }

  async run(): Promise<void> {
    const began = performance.now();
    const { ranMs, ...verdict } = await Promise.race([this.#untilVerdict(), this.#unstoppable.promise]);
    clearTimeout(this.#timer);
    const elapsedMs = performance.now() - (this.#sentAt ?? began);
    await this.#gate.empty();
    const isOwnClock = this.#watch.hasLost || this.#parts.request.mode === 'reattach';
    const durationMs = Math.round((isOwnClock ? (ranMs ?? elapsedMs) : elapsedMs) * 10) / 10;
    this.#tell({ kind: 'finished', durationMs, ...verdict });
    this.#isOver = true;
    this.#conversation?.close();
  }

  #tell(message: ShellMessage): void {
    if (!this.#isOver) this.#parts.receive(message);
  }

  async #untilVerdict(): Promise<Verdict> {
    let contact = this.#parts.request.mode === 'start' ? await this.#start() : await this.#reattach();
    while (contact.kind === 'lost' && !this.#isOver) {
      const givenUp = this.#watch.lost(contact.trouble);
      if (givenUp !== null) return this.#afterStop(givenUp);
      await this.#watch.pause();
      contact = await this.#reattach();
    }
    return contact.kind === 'lost'
      ? endedWith('indeterminate', contact.trouble.sentence)
      : this.#afterStop(contact.verdict);
  }

  async #start(): Promise<Contact> {
    const refusal = await this.#admission();
    if (refusal !== null) return refusal;
    const command = this.#as === null ? remoteCommands.attempt : remoteCommands.attemptAs;
    const opened = await openLeasedChannel(this.#parts, command, this.#cancelled.signal);
    if (opened === null) return ended('cancelled', nothingSent);
    if (!opened.ok) return ended('failed', opened.trouble.sentence);
    const { lease, channel, facts } = opened.value;
    this.#facts = facts;
    this.#bootId = facts.bootId;
    if (this.#cancelled.signal.aborted) {
      channel.close();
      lease.release();
      return ended('cancelled', nothingSent);
    }
    this.#tell({ kind: 'sent', targetBootId: facts.bootId, hostKey: lease.link.hostKey });
    this.#watch.sent();
    this.#startClock();
    return this.#converse(lease, channel, 'start');
  }

  /** Asks sudo first, and a person if it wants a password: until then nothing is sent that could run. */
  async #admission(): Promise<Contact | null> {
    if (this.#as === null) return null;
    const admission = await this.#parts.sudo.admit(this.#parts, this.#as, this.#cancelled.signal);
    if (admission === null) return ended('cancelled', nothingSent);
    if (!admission.ok) return ended('failed', admission.trouble.sentence);
    if (admission.value.kind === 'refused') return ended('failed', admission.value.reason);
    this.#password = admission.value.password ?? '';
    return null;
  }

  async #reattach(): Promise<Contact> {
    if (this.#sentAt === null) this.#startClock();
    const opened = await openLeasedChannel({ ...this.#parts, isAgain: true }, remoteCommands.attempt);
    if (!opened.ok) return { kind: 'lost', trouble: opened.trouble };
    this.#facts = opened.value.facts;
    return this.#converse(opened.value.lease, opened.value.channel, 'reattach');
  }

  #startClock(): void {
    const { timeoutMs, ranForMs = 0 } = this.#parts.request;
    this.#sentAt = performance.now();
    if (timeoutMs !== null) {
      const leftMs = Math.min(Math.max(0, timeoutMs - ranForMs), longestTimerMs);
      this.#timer = setTimeout(() => this.#beginStop('timed-out'), leftMs);
    }
    if (this.#cancelled.signal.aborted) this.#beginStop('cancelled');
  }

  async #converse(lease: Lease, channel: Channel, mode: 'start' | 'reattach'): Promise<Contact> {
    const mark = newMark();
    let answer: readonly string[] = [];
    // Its disk may hang. Whoever asks again then fences a start that is still on its way.
    const late = setTimeout(() => this.#conversation?.giveUp(), this.#parts.limits.answerMs);
    const conversation = new Conversation(channel, mark, {
      answer: (words) => {
        clearTimeout(late);
        answer = words;
        if (words[0] !== 'tell' && words[0] !== 'run') return;
        this.#watch.answered();
        this.#hasTold ||= words[0] === 'tell';
      },
      output: (stream, bytes) => this.#gate.push(stream, bytes),
    });
    this.#conversation = conversation;
    const end = await conversation.speak(this.#input(mark, mode));
    clearTimeout(late);
    this.#conversation = null;
    lease.release();
    return this.#judged(answer, end);
  }

  /** See programs/attempt.ts. Whoever only asks sends neither script nor password. */
  #input(mark: string, mode: 'start' | 'reattach'): string {
    const { stdout, stderr } = this.#gate.accepted;
    const header = `${mark} ${mode} ${stdout} ${stderr} ${this.#facts?.way ?? 'plain'} ${this.#folder}\n`;
    if (mode === 'reattach') return header;
    const { request } = this.#parts;
    const password = this.#password;
    this.#password = '';
    const payload = this.#as === null ? payloadOf(request) : payloadBehindSudo(request);
    return `${header}${newMark()} ${lengthWord(payload)} ${this.#as ?? ''}\n${password}\n${payload}`;
  }

  #judged(answer: readonly string[], end: ConversationEnd): Contact {
    const { request, endpoint, sudo } = this.#parts;
    const contact = judge({
      answer,
      end,
      folder: this.#folder,
      mode: request.mode,
      bootId: this.#bootId,
      hasRun: this.#hasRun(),
      accepted: this.#gate.accepted,
      isLastQuestion: this.#shortContacts >= mostQuestions,
      killsAtLogout: this.#facts?.killsAtLogout ?? false,
      as: this.#as === null ? null : { account: this.#as, user: endpoint.user },
    });
    if (contact.kind === 'lost' && end.trailer !== null) this.#shortContacts++;
    const isRefused = contact.kind === 'verdict' && contact.verdict.outcome === 'failed' && !this.#hasRun();
    if (this.#as !== null && isRefused && contact.verdict.exitCode === null) sudo.drop(endpoint, this.#as);
    return contact;
  }

  #beginStop(outcome: Stopping['outcome']): void {
    if (this.#stop !== null) return;
    const { limits, endpoint, request } = this.#parts;
    const ticks = Math.max(1, Math.round(limits.killAfterMs / 100));
    const header = `kill ${ticks} 0 ${this.#folder}`;
    const order = { endpoint, command: remoteCommands.kill, header, withinMs: request.reconnectMs };
    const stop = { outcome, timeoutMs: request.timeoutMs, answer: stopOnTarget(this.#parts, order) };
    this.#stop = stop;
    stop.answer.then((answer) => {
      // "Never" of a script that was heard: what would lead to it was removed.
      const found = answer === 'never' && this.#hasRun() ? 'unable' : answer;
      if (found === 'unable' || found === 'out-of-reach') this.#unstoppable.resolve(unstoppable(stop, found));
    });
  }

  #hasRun(): boolean {
    const { stdout, stderr } = this.#gate.accepted;
    return this.#hasTold || stdout + stderr > 0;
  }

  async #afterStop(verdict: Verdict): Promise<Verdict> {
    if (this.#stop === null) return verdict;
    return withStop(verdict, this.#stop, await this.#stop.answer);
  }
}
