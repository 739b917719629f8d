import type { PlanProbe, PlanTarget, ProbeAction } from '../../../contract/plan.ts';
import type { Sample } from '../../../contract/samples.ts';
import type { RunState } from '../../domain/run/state.ts';
import type { Capture } from '../capture/capture.ts';
import { redactText } from '../capture/redactor.ts';
import { AnswerTally } from '../probe/answer-tally.ts';
import { askProbe, type ProbeQuestion } from '../probe/ask-probe.ts';
import { probeStepSubject } from '../probe/probe-desk.ts';
import { valuesOf } from './attempt-request.ts';
import {
  type Attempted,
  attemptFinished,
  type Ending,
  endedWithout,
  openCapture,
  type PerformContext,
  reportedEnd,
} from './performance.ts';
import type { Flight } from './runner.ts';

/** So many answers in a row that tell nothing, and nobody can say any more that it stayed successful. */
const MOST_INCONCLUSIVE = 3;

type ProbeWork = Attempted & { readonly action: ProbeAction; readonly target: PlanTarget };

/** What a question may name now, and what is kept out of its answer. */
export function knownToProbe(
  context: PerformContext,
  state: RunState,
): Pick<ProbeQuestion, 'values' | 'missing' | 'redact'> {
  const secrets = context.secretsOf(state);
  return {
    values: valuesOf(state, secrets),
    missing: state.secretNames.filter((name) => !Object.hasOwn(secrets, name)).map((name) => `secrets.${name}`),
    redact: (text) => redactText(context.formsOf(state), text),
  };
}

/**
 * One attempt on one target: asks until the answer is successful, or as long as it has to stay so. It only reads, so
 * an attempt of an earlier core is simply gone on with.
 */
export function performProbe(context: PerformContext, work: ProbeWork): Flight {
  const probe = work.state.plan.probes?.find(({ name }) => name === work.action.probe);
  if (probe === undefined) {
    return reportedEnd(context, work, endedWithout('failed', `There is no probe ${work.action.probe} in this run.`));
  }
  const asking = new Asking(context, work, probe);
  return {
    cancel: () => asking.stop(),
    leave: () => asking.leave(),
    done: asking.run().catch(async (defect: unknown) => {
      context.services.log.error('A probe step failed in Holdpoint', { ...work.id, defect: String(defect) });
      const ending = endedWithout('indeterminate', 'Holdpoint itself failed while it asked.');
      await context.report(work.state, attemptFinished(work, ending, {}));
    }),
  };
}

class Asking {
  readonly #context: PerformContext;
  readonly #work: ProbeWork;
  readonly #probe: PlanProbe;
  readonly #capture: Capture;
  readonly #stopped = new AbortController();
  readonly #tally = new AnswerTally();
  readonly #startedMs: number;
  #written: number;
  #isLeft = false;

  constructor(context: PerformContext, work: ProbeWork, probe: PlanProbe) {
    const { clock, outputs } = context.services;
    this.#context = context;
    this.#work = work;
    this.#probe = probe;
    // Time an earlier core asked counts; whoever asks again about an unknown outcome starts anew.
    const { attempt } = work;
    const before = attempt === null || attempt.isReopened ? 0 : Math.max(0, clock.now() - attempt.startedAt);
    this.#startedMs = clock.monotonicMs() - (work.action.until === null ? 0 : before);
    this.#written = outputs.positions({ runId: work.state.runId, ...work.id }).stdout?.rawBytes ?? 0;
    this.#capture = openCapture(context, work, { grant: () => {}, failed: () => {} });
  }

  stop(): void {
    this.#stopped.abort();
  }

  async leave(): Promise<void> {
    this.#isLeft = true;
    this.stop();
    await this.#capture.leave().catch(() => {});
  }

  async run(): Promise<void> {
    const { state, id, action } = this.#work;
    const sent = { type: 'attempt-sent', ...id, targetBootId: null, hostKey: null } as const;
    void this.#context.report(state, sent);
    const ending = action.until === null ? await this.#stays(action.forMs ?? 0) : await this.#becomes(action.until);
    if (this.#isLeft) return;
    const kept = await this.#kept(ending);
    if (!this.#isLeft) await this.#context.report(state, attemptFinished(this.#work, kept.ending, kept.streams));
  }

  async #becomes({ everyMs, withinMs }: { everyMs: number; withinMs: number }): Promise<Ending> {
    for (;;) {
      const askedMs = this.#elapsed();
      const answer = await this.#ask(Math.max(1, Math.min(this.#probe.timeoutMs, withinMs - askedMs)));
      if (answer === null) return this.#ending('cancelled', null);
      if (answer.verdict === 'successful') return this.#ending('succeeded', `Successful. ${this.#history()}`);
      const waitMs = Math.max(0, everyMs - (this.#elapsed() - askedMs));
      if (this.#elapsed() + waitMs >= withinMs) {
        return this.#ending('failed', `${answer.detail} Not successful within the time given. ${this.#history()}`);
      }
      if (!(await this.#pause(waitMs))) return this.#ending('cancelled', null);
    }
  }

  /** The time counts from the first successful answer. What could not be asked proves nothing, either way. */
  async #stays(forMs: number): Promise<Ending> {
    const { everyMs, timeoutMs } = this.#probe;
    let sinceMs: number | null = null;
    for (;;) {
      const askedMs = this.#elapsed();
      const answer = await this.#ask(timeoutMs);
      if (answer === null) return this.#ending('cancelled', null);
      if (answer.verdict === 'failed') return this.#ending('failed', `${answer.detail} ${this.#history()}`);
      if (answer.verdict === 'inconclusive' && this.#tally.inARow >= MOST_INCONCLUSIVE) {
        const reason = `${answer.detail} Whether it stayed successful is not known. ${this.#history()}`;
        return this.#ending('indeterminate', reason);
      }
      if (answer.verdict === 'successful') sinceMs ??= askedMs;
      const heldMs = sinceMs === null ? 0 : askedMs - sinceMs;
      if (answer.verdict === 'successful' && heldMs >= forMs) {
        return this.#ending('succeeded', `Stayed successful. ${this.#history()}`);
      }
      const leftMs = sinceMs === null || heldMs >= forMs ? everyMs : Math.min(everyMs, forMs - heldMs);
      const waitMs = Math.max(0, leftMs - (this.#elapsed() - askedMs));
      if (!(await this.#pause(waitMs))) return this.#ending('cancelled', null);
    }
  }

  async #ask(withinMs: number): Promise<Sample | null> {
    const { services } = this.#context;
    const { state, target, id } = this.#work;
    const known = knownToProbe(this.#context, state);
    const key = `${state.runId}.${id.stepId}.${id.target}.${id.attempt}.probe`;
    const at = services.clock.now();
    const question = { ...known, probe: this.#probe, target, key, runId: state.runId, withinMs };
    const answer = await askProbe(services, question, this.#stopped.signal);
    if (answer === null || this.#stopped.signal.aborted) return null;
    const sample = { ...answer, at };
    services.samples.add({ subject: probeStepSubject(state.runId, id.stepId), target: id.target }, sample);
    this.#tally.note(sample.verdict);
    this.#write(sample);
    return sample;
  }

  /** What was answered, a line each: the output of the attempt. */
  #write({ at, verdict, detail, durationMs }: Sample): void {
    const line = `${new Date(at).toISOString()} ${verdict} in ${durationMs} ms: ${detail}\n`;
    const bytes = new TextEncoder().encode(line);
    this.#capture.accept('stdout', this.#written, bytes);
    this.#written += bytes.length;
  }

  async #kept(ending: Ending) {
    try {
      this.#context.services.samples.flush();
      return { ending, streams: await this.#capture.finish() };
    } catch (error) {
      const reason = `${ending.reason ?? 'It ended'} Its answers could not be kept: ${String(error)}.`;
      return { ending: { ...ending, outcome: 'indeterminate' as const, reason }, streams: {} };
    }
  }

  #ending(outcome: Ending['outcome'], reason: string | null): Ending {
    const durationMs = Math.round(this.#elapsed());
    return { outcome, exitCode: null, signal: null, durationMs, reason, outputs: {} };
  }

  #history(): string {
    return this.#tally.history(this.#elapsed());
  }

  #elapsed(): number {
    return this.#context.services.clock.monotonicMs() - this.#startedMs;
  }

  /** false when it was stopped meanwhile. */
  #pause(ms: number): Promise<boolean> {
    const { signal } = this.#stopped;
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve(!signal.aborted);
      };
      const cancel = this.#context.services.clock.after(ms, end);
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
    });
  }
}
