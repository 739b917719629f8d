import type { OutputLimit } from '../../../contract/plan.ts';
import type { EngineCommand } from '../../domain/run/index.ts';
import type { Capture, StreamRecords } from '../capture/capture.ts';
import type { ShellFinished, ShellMessage, ShellTask } from '../ports/shell.ts';
import {
  type Attempted,
  attemptFinished,
  type Ending,
  endedWithout,
  openCapture,
  type PerformContext,
} from './performance.ts';
import type { Flight } from './runner.ts';

/** How one kind of attempt differs from the others that speak through a shell. */
export interface ShellAttempt {
  readonly work: Attempted;
  /** So long `sent` may wait for the end of a short attempt, to share its group of events; 0 = recorded at once. */
  readonly sentWaitsMs: number;
  begin(capture: Capture, receive: (message: ShellMessage) => void): ShellTask;
  /** Called when all output is durable: judges, takes outputs. */
  conclude(finished: ShellFinished, streams: StreamRecords): Promise<Ending>;
  /** Called when the end is durable; `finished` is what the target itself said. */
  recorded(ending: Ending, finished: ShellFinished): Promise<void>;
}

/**
 * Follows an attempt from its first message to its durable end. The order is the promise: output durable, then
 * `attempt.finished` durable, then what the target still keeps may go.
 */
export function followShell(context: PerformContext, attempt: ShellAttempt): Flight {
  const following = new Following(context, attempt);
  return following.flight();
}

class Following {
  readonly #context: PerformContext;
  readonly #attempt: ShellAttempt;
  readonly #capture: Capture;
  readonly #finished: Promise<ShellFinished | null>;
  #finish: (finished: ShellFinished | null) => void = () => {};
  #task: ShellTask | null = null;
  #granted = 0;
  #diskFailure: unknown = null;
  #isLeft = false;
  #isStopped = false;
  #unreported: EngineCommand | null = null;
  #cancelTimer: () => void = () => {};
  /** Told by an earlier core, or while secrets were missing. */
  #isOutOfContact: boolean;

  constructor(context: PerformContext, attempt: ShellAttempt) {
    this.#isOutOfContact = (attempt.work.attempt?.outOfContactSince ?? null) !== null;
    this.#context = context;
    this.#attempt = attempt;
    this.#finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
    this.#capture = openCapture(context, attempt.work, {
      grant: (bytes) => this.#grant(bytes),
      failed: (error) => this.#diskFailed(error),
      limitPassed: () => this.#stop(),
    });
  }

  flight(): Flight {
    return {
      cancel: () => this.#task?.cancel(),
      leave: async () => {
        this.#isLeft = true;
        this.#finish(null);
        await this.#capture.leave().catch(() => {});
      },
      done: this.#follow().catch((defect: unknown) => this.#defect(defect)),
    };
  }

  async #follow(): Promise<void> {
    this.#capture.open();
    this.#task = this.#attempt.begin(this.#capture, (message) => this.#receive(message));
    this.#task.grant(this.#granted);
    if (this.#isStopped) this.#task.cancel();
    const finished = await this.#finished;
    if (finished === null) return;
    const { streams, ending } = await this.#conclude(finished);
    if (this.#isLeft) return;
    this.#reportSent();
    const isDurable = await this.#context.report(
      this.#attempt.work.state,
      attemptFinished(this.#attempt.work, ending, streams),
    );
    if (isDurable) await this.#attempt.recorded(ending, finished);
  }

  async #conclude(finished: ShellFinished): Promise<{ streams: StreamRecords; ending: Ending }> {
    try {
      if (this.#diskFailure !== null) throw this.#diskFailure;
      const streams = await this.#capture.finish();
      const concluded = await this.#attempt.conclude(finished, streams);
      const { gap, passedLimit } = this.#capture;
      const ending = passedLimit === null ? concluded : beyondLimit(concluded, passedLimit);
      return { streams, ending: gap === null ? withLoss(ending, finished) : withoutOutput(ending, gap) };
    } catch (error) {
      this.#context.services.log.error('Output could not be kept', { ...this.#attempt.work.id, error: String(error) });
      return { streams: {}, ending: withoutOutput({ ...finished, outputs: {} }, wordsOf(error)) };
    }
  }

  #receive(message: ShellMessage): void {
    if (this.#isLeft) return;
    const { work } = this.#attempt;
    switch (message.kind) {
      case 'sent':
        this.#sent(message);
        return;
      case 'output':
        this.#backInContact();
        this.#accept(message);
        return;
      case 'lost-contact':
        this.#isOutOfContact = true;
        this.#reportSent();
        void this.#context.report(work.state, { type: 'attempt-lost-contact', ...work.id, reason: message.reason });
        return;
      case 'regained-contact':
        this.#backInContact();
        return;
      case 'finished':
        this.#finish(message);
        return;
    }
  }

  #sent({ targetBootId, hostKey }: Extract<ShellMessage, { kind: 'sent' }>): void {
    const { work, sentWaitsMs } = this.#attempt;
    const sent = { targetBootId, hostKey: hostKey === '' ? null : hostKey };
    this.#unreported = { type: 'attempt-sent', ...work.id, ...sent };
    if (sentWaitsMs === 0) this.#reportSent();
    else this.#cancelTimer = this.#context.services.clock.after(sentWaitsMs, () => this.#reportSent());
  }

  #reportSent(): void {
    this.#cancelTimer();
    if (this.#unreported === null || this.#isLeft) return;
    void this.#context.report(this.#attempt.work.state, this.#unreported);
    this.#unreported = null;
  }

  #backInContact(): void {
    if (!this.#isOutOfContact) return;
    this.#isOutOfContact = false;
    this.#reportSent();
    const { work } = this.#attempt;
    void this.#context.report(work.state, { type: 'attempt-regained-contact', ...work.id });
  }

  #accept(message: Extract<ShellMessage, { kind: 'output' }>): void {
    if (this.#diskFailure !== null) return;
    try {
      this.#capture.accept(message.stream, message.offset, message.bytes);
    } catch (error) {
      this.#diskFailed(error);
    }
  }

  #grant(bytes: number): void {
    if (this.#task === null) this.#granted += bytes;
    else this.#task.grant(bytes);
  }

  /** Its output passed the limit of its step. What it prints until it has ended is read, and not kept. */
  #stop(): void {
    this.#isStopped = true;
    this.#task?.cancel();
  }

  /** The command goes on and its output is read to the end, so that its outcome is still learnt. */
  #diskFailed(error: unknown): void {
    this.#diskFailure ??= error;
    this.#grant(Number.MAX_SAFE_INTEGER);
  }

  /** A fault of ours while something may be running: what became of it is not known. */
  async #defect(defect: unknown): Promise<void> {
    const { work } = this.#attempt;
    this.#context.services.log.error('An attempt could not be followed', { ...work.id, defect: String(defect) });
    const ending = endedWithout('indeterminate', 'Holdpoint itself failed while it followed this attempt.');
    await this.#context.report(work.state, attemptFinished(work, ending, {}));
  }
}

/** However it ended: it printed what its step does not allow. What is not known stays unknown. */
function beyondLimit(ending: Ending, { bytes }: OutputLimit): Ending {
  const reason = `It printed more than its outputLimit of ${bytes} bytes and was stopped; output up to the limit is kept.`;
  if (ending.outcome !== 'indeterminate') return { ...ending, outcome: 'failed', reason, outputs: {} };
  return { ...ending, reason: `${ending.reason ?? 'Its end is not known.'} ${reason}`, outputs: {} };
}

/** Without its output an attempt cannot be called a success; and what is kept on the target must stay there. */
function withoutOutput(ending: Ending, why: string): Ending {
  const was = ending.outcome === 'succeeded' ? 'It ended with success' : `It ended ${ending.outcome}`;
  const exit = ending.exitCode === null ? '' : ` (exit code ${ending.exitCode})`;
  const reason = `${was}${exit}, but its output is not complete here: ${why}.`;
  return { ...ending, outcome: 'indeterminate', reason, outputs: {} };
}

/** What the target itself lost is nowhere any more: a success cannot be proven, any other end stands and says so. */
function withLoss(ending: Ending, { lostOutput }: ShellFinished): Ending {
  if (lostOutput === undefined) return ending;
  if (ending.outcome === 'succeeded') return withoutOutput(ending, lostOutput);
  const reason = `${ending.reason ?? 'It did not succeed.'} Its output is not complete: ${lostOutput}.`;
  return { ...ending, reason };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
