import type { Clock } from '../../core/ports/clock.ts';
import type { ShellFinished, ShellMessage, ShellTask } from '../../core/ports/shell.ts';
import type { SimulatedPart, Simulator } from '../../core/ports/simulator.ts';

/** Plays attempts on timers. What it prints cannot be taken for a target's words: every line says SIMULATED. */
export function timedSimulator(clock: Clock): Simulator {
  return { play: (part, receive) => new Play(clock, part, receive) };
}

class Play implements ShellTask {
  readonly #clock: Clock;
  readonly #part: SimulatedPart;
  readonly #receive: (message: ShellMessage) => void;
  readonly #startedMs: number;
  #cancelTimer: () => void = () => {};
  #credit = 0;
  #unsent: Uint8Array;
  #offset = 0;
  #ending: ShellFinished | null = null;
  #isOver = false;

  constructor(clock: Clock, part: SimulatedPart, receive: (message: ShellMessage) => void) {
    this.#clock = clock;
    this.#part = part;
    this.#receive = receive;
    this.#startedMs = clock.monotonicMs();
    this.#unsent = new TextEncoder().encode(part.says.map((line) => `SIMULATED ${line}\n`).join(''));
    // Not before the caller holds this task; a timer would cost a millisecond each.
    queueMicrotask(() => this.#begin());
  }

  grant(bytes: number): void {
    this.#credit += bytes;
    this.#send();
  }

  cancel(): void {
    this.#cancelTimer();
    this.#end({ outcome: 'cancelled', exitCode: null, signal: 'TERM', reason: 'terminated by a cancel' });
  }

  #begin(): void {
    if (this.#ending !== null) return;
    this.#receive({ kind: 'sent', targetBootId: null, hostKey: '' });
    if (this.#part.fault?.kind === 'drop') this.#dropAfter(this.#part.durationMs / 2);
    else if (this.#lengthMs() === 0) this.#finish();
    else this.#cancelTimer = this.#clock.after(this.#lengthMs(), () => this.#finish());
  }

  #lengthMs(): number {
    const { durationMs, timeoutMs, fault } = this.#part;
    if (fault?.kind === 'timeout') return timeoutMs ?? durationMs;
    return Math.min(durationMs, timeoutMs ?? durationMs);
  }

  #finish(): void {
    const { durationMs, timeoutMs, fault } = this.#part;
    if (fault?.kind === 'timeout' || (timeoutMs !== null && durationMs > timeoutMs)) {
      this.#end({ outcome: 'timed-out', exitCode: null, signal: 'TERM', reason: 'the time allowed was over' });
      return;
    }
    const code = fault?.kind === 'exit' ? fault.code : 0;
    const reason = code === 0 ? null : `exit code ${code}`;
    this.#end({ outcome: code === 0 ? 'succeeded' : 'failed', exitCode: code, signal: null, reason });
  }

  #dropAfter(ms: number): void {
    this.#cancelTimer = this.#clock.after(ms, () => {
      this.#receive({ kind: 'lost-contact', reason: 'the link was cut' });
      this.#cancelTimer = this.#clock.after(this.#part.reconnectMs, () => {
        const reason = 'the link was cut after the command was sent and did not come back';
        this.#end({ outcome: 'indeterminate', exitCode: null, signal: null, reason });
      });
    });
  }

  #end(how: Pick<ShellFinished, 'outcome' | 'exitCode' | 'signal' | 'reason'>): void {
    const durationMs = Math.round(this.#clock.monotonicMs() - this.#startedMs);
    this.#ending ??= { kind: 'finished', ...how, durationMs, outputText: '' };
    this.#send();
  }

  /** As a shell would: output only as far as it was allowed, the end after the last byte. */
  #send(): void {
    if (this.#isOver) return;
    const now = this.#unsent.subarray(0, this.#credit);
    this.#unsent = this.#unsent.subarray(now.length);
    this.#credit -= now.length;
    if (now.length > 0) this.#receive({ kind: 'output', stream: 'stdout', offset: this.#offset, bytes: now });
    this.#offset += now.length;
    if (this.#ending === null || this.#unsent.length > 0) return;
    this.#isOver = true;
    this.#receive(this.#ending);
  }
}
