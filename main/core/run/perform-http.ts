import type { HttpAction, PlanTarget } from '../../../contract/plan.ts';
import { judgeHttp, takeOutputs } from '../../domain/plan/index.ts';
import type { HttpAnswer } from '../ports/http-caller.ts';
import { type HttpExchangePlan, httpExchangePlan } from './attempt-request.ts';
import {
  type Attempted,
  attemptFinished,
  type Ending,
  endedWithout,
  openCapture,
  type PerformContext,
  reportedEnd,
} from './performance.ts';
import { Poll } from './poll.ts';
import type { Flight } from './runner.ts';

/** An answer is judged as a whole, so it has to fit into memory; a larger one fails and says so. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 60_000;
const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

type HttpWork = Attempted & {
  readonly action: HttpAction;
  readonly target: Extract<PlanTarget, { kind: 'http' }>;
};

/** One attempt on one HTTP target; with `until` one attempt asks again until the answer is as expected. */
export function performHttp(context: PerformContext, work: HttpWork): Flight {
  const plan = httpExchangePlan(work.state, work, context.secretsOf(work.state));
  if (!plan.ok) {
    return reportedEnd(context, work, endedWithout('failed', `Nothing was sent. ${plan.problem.message}`));
  }
  const cancelled = new AbortController();
  const call = new Call(context, { ...work, plan: plan.value }, cancelled.signal);
  let isLeft = false;
  const done = call
    .run()
    .catch((defect: unknown) => {
      context.services.log.error('An HTTP attempt failed in Holdpoint', { ...work.id, defect: String(defect) });
      return { ending: endedWithout('indeterminate', 'Holdpoint itself failed during this attempt.'), streams: {} };
    })
    .then(async ({ ending, streams }) => {
      if (!isLeft) await context.report(work.state, attemptFinished(work, ending, streams));
    });
  return {
    cancel: () => cancelled.abort(),
    leave: async () => {
      isLeft = true;
      cancelled.abort();
    },
    done,
  };
}

/** Nothing answers for a request of another core: what may be repeated failed, everything else is unknown. */
export function settleHttp(context: PerformContext, work: HttpWork): Flight {
  const lost = 'Holdpoint ended during the request';
  const ending = mayRepeat(work.action)
    ? endedWithout('failed', `${lost}; it may safely be sent again.`)
    : endedWithout('indeterminate', `${lost}: whether ${work.target.name} acted on it is not known.`);
  return reportedEnd(context, work, ending);
}

function mayRepeat(action: HttpAction): boolean {
  return action.idempotent || safeMethods.includes(action.request.method.toUpperCase());
}

type Finished = {
  readonly ending: Ending;
  readonly streams: Awaited<ReturnType<ReturnType<typeof openCapture>['finish']>>;
};

class Call {
  readonly #context: PerformContext;
  readonly #work: HttpWork & { readonly plan: HttpExchangePlan };
  readonly #signal: AbortSignal;
  readonly #startedMs: number;

  constructor(context: PerformContext, work: HttpWork & { plan: HttpExchangePlan }, signal: AbortSignal) {
    this.#context = context;
    this.#work = work;
    this.#signal = signal;
    this.#startedMs = context.services.clock.monotonicMs();
  }

  async run(): Promise<Finished> {
    const { until } = this.#work.action;
    return until === null || !mayRepeat(this.#work.action) ? this.#once() : this.#poll(until);
  }

  async #once(): Promise<Finished> {
    const asked = await this.#ask(this.#work.step.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    return this.#finished(asked, this.#judged(asked));
  }

  async #poll(until: { everyMs: number; withinMs: number }): Promise<Finished> {
    const poll = new Poll(this.#context.services.clock, until, this.#signal);
    for (;;) {
      const asked = await this.#ask(Math.min(poll.leftMs(), this.#work.step.timeoutMs ?? DEFAULT_TIMEOUT_MS));
      const ending = this.#judged(asked);
      poll.note(asked.answer);
      if (poll.count === 1) this.#reportSent();
      const isOver = ending.outcome === 'succeeded' || ending.outcome === 'cancelled' || !(await poll.pause());
      if (!isOver) continue;
      return this.#finished(asked, this.#ended(ending, poll));
    }
  }

  /** From the first answer on it is known that requests arrive. */
  #reportSent(): void {
    const sent = { type: 'attempt-sent', ...this.#work.id, targetBootId: null, hostKey: null } as const;
    void this.#context.report(this.#work.state, sent);
  }

  #ended(ending: Ending, poll: Poll): Ending {
    if (ending.outcome === 'succeeded') return { ...ending, reason: poll.history() };
    if (ending.outcome === 'cancelled' || this.#signal.aborted) return { ...ending, outcome: 'cancelled' };
    return { ...ending, outcome: 'timed-out', reason: `${ending.reason ?? 'Not as expected.'} ${poll.history()}` };
  }

  async #ask(timeoutMs: number): Promise<Asked> {
    const chunks: Uint8Array[] = [];
    const { request, expect } = this.#work.plan;
    const answer = await this.#context.services.http.call(
      {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: request.body,
        timeoutMs: Math.max(1, timeoutMs),
        maxBodyBytes: MAX_BODY_BYTES,
        followRedirects: !expect.status.some((status) => status >= 300 && status < 400),
        signal: this.#signal,
      },
      (bytes) => chunks.push(bytes),
    );
    return { answer, body: Buffer.concat(chunks) };
  }

  #judged({ answer, body }: Asked): Ending {
    const durationMs = Math.round(this.#context.services.clock.monotonicMs() - this.#startedMs);
    const bare = { exitCode: null, signal: null, durationMs, outputs: {} };
    if (this.#signal.aborted && answer.kind === 'not-sent')
      return { ...bare, outcome: 'cancelled', reason: answer.reason };
    if (answer.kind === 'not-sent') return { ...bare, outcome: 'failed', reason: `Not sent: ${answer.reason}.` };
    if (answer.kind === 'cut') return { ...bare, ...this.#cut(answer) };
    const text = new TextDecoder().decode(body);
    const unmet = judgeHttp(this.#work.plan.expect, { status: answer.status, headers: answer.headers, body: text });
    if (unmet.length > 0) return { ...bare, outcome: 'failed', reason: unmet.join(' ') };
    const { outputs, missing } = takeOutputs(this.#work.action.outputs, text);
    if (missing.length > 0) return { ...bare, outcome: 'failed', reason: missing.join(' ') };
    return { ...bare, outcome: 'succeeded', reason: null, outputs };
  }

  /** Sent, and no complete answer: a failure only where asking again changes nothing. */
  #cut({ cause, reason }: Extract<HttpAnswer, { kind: 'cut' }>): Pick<Ending, 'outcome' | 'reason'> {
    const kept = cause === 'too-large' ? ` Its first ${MAX_BODY_BYTES} bytes are kept.` : '';
    if (mayRepeat(this.#work.action)) {
      const outcome = cause === 'aborted' ? 'cancelled' : cause === 'timeout' ? 'timed-out' : 'failed';
      return { outcome, reason: `No complete answer: ${reason}.${kept}` };
    }
    const unknown = `Sent, but no complete answer: ${reason}.${kept} Whether ${this.#work.target.name} acted on it is not known.`;
    return { outcome: 'indeterminate', reason: unknown };
  }

  async #finished({ body }: Asked, ending: Ending): Promise<Finished> {
    const capture = openCapture(this.#context, this.#work, { grant: () => {}, failed: () => {} });
    try {
      if (body.length > 0) capture.accept('body', 0, body);
      return { ending, streams: await capture.finish() };
    } catch (error) {
      this.#context.services.log.error('An answer could not be kept', { ...this.#work.id, error: String(error) });
      const reason = `${ending.reason ?? 'The answer was as expected'}, but it could not be kept: ${String(error)}.`;
      return { ending: { ...ending, outcome: 'indeterminate', reason, outputs: {} }, streams: {} };
    }
  }
}

interface Asked {
  readonly answer: HttpAnswer;
  readonly body: Uint8Array;
}
