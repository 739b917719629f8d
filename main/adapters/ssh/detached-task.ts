import type { AttemptOutcome } from '../../../contract/events.ts';
import type { ShellFinished, ShellTask } from '../../core/ports/shell.ts';
import { openChannel } from './channel.ts';
import type { Lease } from './connection-pool.ts';
import { Conversation, type ConversationEnd } from './conversation.ts';
import { CreditGate } from './credit-gate.ts';
import { emptyPayload, payloadOf } from './payload.ts';
import { newMark } from './remote-folder.ts';
import { remoteCommands } from './remote-programs.ts';
import { type StopAnswer, stopOnTarget } from './stop.ts';
import { bootIdOf } from './target-facts.ts';
import type { TaskParts } from './task-parts.ts';
import { isPassing, type Reached, type Trouble } from './trouble.ts';

type Verdict = Omit<ShellFinished, 'kind' | 'durationMs'>;

/** What one contact with the target brought: the end of the attempt, or the need for another contact. */
type Contact =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'lost'; readonly trouble: Trouble };

/**
 * One detached attempt as we see it: at most one start, then as many contacts as it takes. Only the target's own
 * word, or running out of time to reach it, ends it.
 */
export class DetachedTask implements ShellTask {
  readonly #parts: TaskParts;
  readonly #folder: string;
  readonly #gate: CreditGate;
  #conversation: Conversation | null = null;
  #stop: { readonly outcome: 'cancelled' | 'timed-out'; readonly answer: Promise<StopAnswer> } | null = null;
  #cancelled = new AbortController();
  #isSent = false;
  #sentAt = performance.now();
  #ranMs: number | null = null;
  #lostAt: number | null = null;
  #hasLost = false;
  #knownBootId: string | null;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: TaskParts, folder: string) {
    this.#parts = parts;
    this.#folder = folder;
    this.#knownBootId = parts.request.targetBootId;
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
    if (this.#isSent) this.#beginStop('cancelled');
  }

  async run(): Promise<void> {
    const verdict = await this.#untilVerdict();
    clearTimeout(this.#timer);
    await this.#gate.empty();
    const elapsed = performance.now() - this.#sentAt;
    const durationMs = this.#hasLost || this.#parts.request.mode === 'reattach' ? (this.#ranMs ?? elapsed) : elapsed;
    this.#parts.receive({ kind: 'finished', durationMs: Math.round(durationMs * 10) / 10, ...verdict });
  }

  async #untilVerdict(): Promise<Verdict> {
    const { request } = this.#parts;
    let contact: Contact;
    if (request.mode === 'start') {
      contact = await this.#start();
    } else {
      this.#markSent();
      contact = await this.#contact('reattach');
    }
    while (contact.kind === 'lost') {
      const given = this.#giveUp(contact.trouble);
      if (given !== null) return given;
      await this.#pause();
      contact = await this.#contact('reattach');
    }
    return this.#withStop(contact.verdict);
  }

  async #start(): Promise<Contact> {
    const { pool, endpoint, limits, receive } = this.#parts;
    for (let attempt = 1; ; attempt++) {
      const lease = await this.#orCancelled(pool.lease(endpoint));
      if (lease === null) return verdict('cancelled', 'Cancelled before anything was sent to the target.');
      if (!lease.ok) return verdict('failed', lease.trouble.sentence);
      const bootId = await bootIdOf(lease.value, limits.connectMs);
      const channel = await openChannel(lease.value, remoteCommands.attempt, limits.connectMs);
      if (!channel.ok) {
        if (channel.trouble.kind === 'limit') lease.value.full();
        lease.value.release();
        // A connection kept from earlier may have died unnoticed; nothing was sent, so a fresh one may try.
        if (attempt < 3) continue;
        return verdict('failed', channel.trouble.sentence);
      }
      if (this.#cancelled.signal.aborted) {
        channel.value.close();
        lease.value.release();
        return verdict('cancelled', 'Cancelled before anything was sent to the target.');
      }
      this.#knownBootId = bootId;
      receive({ kind: 'sent', targetBootId: bootId, hostKey: lease.value.hostKey });
      this.#markSent();
      return this.#converse(lease.value, channel.value, 'start');
    }
  }

  #markSent(): void {
    const { timeoutMs } = this.#parts.request;
    this.#isSent = true;
    this.#sentAt = performance.now();
    if (timeoutMs !== null) this.#timer = setTimeout(() => this.#beginStop('timed-out'), timeoutMs);
    if (this.#cancelled.signal.aborted) this.#beginStop('cancelled');
  }

  async #contact(mode: 'reattach'): Promise<Contact> {
    const { pool, endpoint, limits } = this.#parts;
    const lease = await pool.lease(endpoint);
    if (!lease.ok) return { kind: 'lost', trouble: lease.trouble };
    const channel = await openChannel(lease.value, remoteCommands.attempt, limits.connectMs);
    if (!channel.ok) {
      if (channel.trouble.kind === 'limit') lease.value.full();
      lease.value.release();
      return { kind: 'lost', trouble: channel.trouble };
    }
    return this.#converse(lease.value, channel.value, mode);
  }

  async #converse(
    lease: Lease,
    channel: ConstructorParameters<typeof Conversation>[0],
    mode: 'start' | 'reattach',
  ): Promise<Contact> {
    const mark = newMark();
    let answer: readonly string[] = [];
    const conversation = new Conversation(channel, mark, {
      answer: (words) => {
        answer = words;
        this.#regained();
      },
      output: (stream, bytes) => this.#gate.push(stream, bytes),
    });
    this.#conversation = conversation;
    const { stdout, stderr } = this.#gate.accepted;
    const payload = mode === 'start' ? payloadOf(this.#parts.request) : emptyPayload;
    const end = await conversation.speak(`${mark} ${mode} ${stdout} ${stderr} ${this.#folder}\n${payload}`);
    this.#conversation = null;
    lease.release();
    return this.#judge(answer, end);
  }

  #judge(answer: readonly string[], end: ConversationEnd): Contact {
    const [kind, bootId, ...text] = answer;
    const isRebooted =
      this.#knownBootId !== null && bootId !== undefined && bootId !== '-' && bootId !== this.#knownBootId;
    switch (kind) {
      case 'never':
      case 'none':
        if (isRebooted)
          return verdict(
            'indeterminate',
            'The target was restarted since, and holds no trace of this attempt: it may have run before the restart.',
          );
        return verdict(
          'not-started',
          'The target confirms that the script did not start, and it cannot start any more.',
        );
      case 'reboot':
        return verdict('indeterminate', 'The target was restarted while the script ran: how far it came is not known.');
      case 'refused':
        return verdict(
          this.#parts.request.mode === 'start' ? 'failed' : 'indeterminate',
          `The target cannot keep the attempt's folder ${this.#folder}: ${text.join(' ')}. Nothing was started; free space, correct its permissions or set stateDir.`,
        );
      case 'run':
      case 'tell':
        return end.trailer === null
          ? lost('The channel was cut.')
          : this.#ended(end.trailer.words, end.trailer.outputText);
      default:
        return lost('The channel was cut before the target answered.');
    }
  }

  #ended(words: readonly string[], outputText: string): Contact {
    const [, code, wholeness, began, over] = words;
    const ran = (Number(over) - Number(began)) * 1000;
    if (Number.isFinite(ran) && ran >= 0) this.#ranMs = ran;
    if (code === 'never')
      return verdict('not-started', 'The target could not start the script: its guard process did not come up.');
    if (code === 'gone' || code === undefined) {
      return verdict(
        'indeterminate',
        'The script and its guard were killed on the target, not by Holdpoint: no exit code was left.',
      );
    }
    const exitCode = Number(code);
    const reasons = [
      exitReason(exitCode),
      wholeness === 'lost' ? 'Part of the output is lost: the target could not write it (disk full?).' : null,
      outputText.length > 64 * 1024 ? 'Only the first 64 KiB of $HP_OUTPUT were taken.' : null,
    ].filter((reason) => reason !== null);
    return {
      kind: 'verdict',
      verdict: {
        outcome: exitCode === 0 ? 'succeeded' : 'failed',
        exitCode,
        signal: null,
        reason: reasons.length === 0 ? null : reasons.join(' '),
        outputText: outputText.slice(0, 64 * 1024),
      },
    };
  }

  #regained(): void {
    if (this.#lostAt !== null && this.#hasLost) this.#parts.receive({ kind: 'regained-contact' });
    this.#lostAt = null;
    this.#delay = 0;
  }

  /** null = go on trying. */
  #giveUp(trouble: Trouble): Verdict | null {
    const { request, receive, closing } = this.#parts;
    if (this.#lostAt === null) {
      this.#lostAt = performance.now();
      if (request.mode === 'start' || this.#hasLost || this.#gate.accepted.stdout > request.offsets.stdout) {
        this.#hasLost = true;
        receive({ kind: 'lost-contact', reason: trouble.sentence });
      }
    }
    const outFor = performance.now() - this.#lostAt;
    if (!closing.aborted && isPassing(trouble) && outFor + this.#delay < request.reconnectMs) return null;
    const seconds = Math.round(outFor / 1000);
    return verdictOf(
      'indeterminate',
      `The target could not be asked what became of the script (out of contact for ${seconds} s): ${trouble.sentence}`,
    );
  }

  #delay = 0;
  async #pause(): Promise<void> {
    const delay = this.#delay;
    this.#delay = Math.min(Math.max(delay * 2, 200), 5000);
    await new Promise((resolve) => setTimeout(resolve, delay));
  }

  #beginStop(outcome: 'cancelled' | 'timed-out'): void {
    if (this.#stop !== null) return;
    const { pool, limits, endpoint, request } = this.#parts;
    const ticks = Math.max(1, Math.round(limits.killAfterMs / 100));
    const answer = stopOnTarget(
      { pool, limits },
      {
        endpoint,
        command: remoteCommands.kill,
        header: `kill ${ticks} 0 ${this.#folder}`,
        withinMs: request.reconnectMs,
      },
    );
    this.#stop = { outcome, answer };
  }

  /** Our stop and the script's own end may cross: the target's answer to the stop says which was first. */
  async #withStop(verdict: Verdict): Promise<Verdict> {
    if (this.#stop === null) return verdict;
    const answer = await this.#stop.answer;
    const what =
      this.#stop.outcome === 'cancelled'
        ? 'Cancelled'
        : `Not done within ${Math.round((this.#parts.request.timeoutMs ?? 0) / 1000)} s`;
    if (answer === 'never')
      return {
        ...verdict,
        outcome: this.#stop.outcome,
        reason: `${what}: the target confirms that the script did not start.`,
      };
    if (answer === 'term' || answer === 'kill') {
      const signal = answer === 'term' ? 'TERM' : 'KILL';
      return {
        ...verdict,
        outcome: this.#stop.outcome,
        signal,
        reason: `${what}: ended by ${signal}, confirmed by the target.`,
      };
    }
    return verdict;
  }

  #orCancelled<T>(work: Promise<Reached<T>>): Promise<Reached<T> | null> {
    const signal = this.#cancelled.signal;
    if (signal.aborted) return Promise.resolve(null);
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(null), { once: true });
      work.then(resolve);
    });
  }
}

function verdictOf(outcome: AttemptOutcome, reason: string): Verdict {
  return { outcome, exitCode: null, signal: null, reason, outputText: '' };
}

function verdict(outcome: AttemptOutcome, reason: string): Contact {
  return { kind: 'verdict', verdict: verdictOf(outcome, reason) };
}

function lost(sentence: string): Contact {
  return { kind: 'lost', trouble: { kind: 'dropped', sentence } };
}

function exitReason(exitCode: number): string | null {
  if (exitCode === 0) return null;
  const hint = exitCode > 128 ? '; above 128 usually means that a signal ended it' : '';
  return `Exit code ${exitCode}${hint}.`;
}
