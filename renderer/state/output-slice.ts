import type { Subscription } from '../../contract/client.ts';
import type { OutputStream } from '../../contract/events.ts';
import type { StepDetail } from '../../contract/views.ts';
import type { OutputRef } from '../../contract/workspace-views.ts';
import { appendChunks, emptyOutput, type OutputBuffer } from './output-buffer.ts';
import type { SliceTools } from './tools.ts';

type AttemptRef = Omit<OutputRef, 'stream'>;

export interface OutputSlice {
  /** Which attempt's output is shown; null = none yet. */
  readonly outputOf: AttemptRef | null;
  readonly output: OutputBuffer;
  /** Shows the newest attempt on this target, or on the one that most needs eyes. */
  followOutput(target: string | null): void;
  /** Shows an earlier attempt of the present step. */
  showAttempt(target: string, attempt: number): void;
  /** The whole stored stream, page by page: nothing is left out, however long. */
  fetchOutput(stream: OutputStream): Promise<string | null>;
}

const PAGE = 262_144;

export function outputSlice({ client, set, get }: SliceTools): OutputSlice {
  let subscription: Subscription | null = null;
  /** The newest attempt known when the present one was chosen. */
  let pinned: { readonly newest: number } | null = null;

  return {
    outputOf: null,
    output: emptyOutput,
    followOutput(target) {
      const { detail, run } = get();
      const attempt = detail === null ? null : attemptToShow(detail, target);
      if (detail === null || attempt === null || run === null) {
        watch(null);
        return;
      }
      const present = get().outputOf;
      const isPinned = present?.stepId === detail.step.id && present.target === attempt.target;
      // A person reading an earlier attempt is not torn away by a refresh; a new attempt is followed.
      if (isPinned && (pinned?.newest ?? 0) >= attempt.attempt) return;
      pinned = { newest: attempt.attempt };
      watch({ runId: run.header.runId, stepId: detail.step.id, target: attempt.target, attempt: attempt.attempt });
    },
    showAttempt(target, attempt) {
      const { detail, run } = get();
      if (detail === null || run === null) return;
      const shown = detail.attempts.find((one) => one.target === target);
      if (shown !== undefined) pinned = { newest: newestAttempt(detail, shown.target) };
      if (shown !== undefined)
        watch({ runId: run.header.runId, stepId: detail.step.id, target: shown.target, attempt });
    },
    async fetchOutput(stream) {
      const ref = get().outputOf;
      return ref === null ? null : fetchAll({ ...ref, stream });
    },
  };

  function watch(ref: AttemptRef | null): void {
    if (sameAttempt(ref, get().outputOf)) return;
    subscription?.close();
    subscription = null;
    set({ outputOf: ref, output: emptyOutput });
    if (ref === null) return;
    subscription = client.subscribe('output', ref, {
      message: (message) => {
        if (!sameAttempt(ref, get().outputOf)) return;
        set((state) => ({ output: appendChunks(state.output, message.chunks, message.complete) }));
      },
    });
  }

  async function fetchAll(ref: OutputRef): Promise<string | null> {
    const pieces: string[] = [];
    let offset = 0;
    for (;;) {
      const answer = await client.call('runs.output', { ...ref, offset, limit: PAGE });
      if (!answer.ok) {
        get().tellProblem('The output could not be read', answer.problem);
        return null;
      }
      const { chunk, totalBytes } = answer.value;
      pieces.push(chunk.text);
      offset = chunk.offset + chunk.bytes;
      if (chunk.bytes === 0 || offset >= totalBytes) return pieces.join('');
    }
  }
}

function sameAttempt(a: AttemptRef | null, b: AttemptRef | null): boolean {
  if (a === null || b === null) return a === b;
  return a.runId === b.runId && a.stepId === b.stepId && a.target === b.target && a.attempt === b.attempt;
}

function newestAttempt(detail: StepDetail, target: string): number {
  return Math.max(0, ...detail.attempts.filter((one) => one.target === target).map((one) => one.attempt));
}

const eyesFirst = ['failed', 'timed-out', 'indeterminate', 'out-of-contact', 'running', 'verifying', 'starting'];

/** The named target's newest attempt; without a name, that of the first target in trouble, then of one at work. */
function attemptToShow(detail: StepDetail, target: string | null): StepDetail['attempts'][number] | null {
  const inOrder = [...detail.targets].sort((a, b) => rank(a.state) - rank(b.state));
  const names = target === null ? inOrder.map((one) => one.name) : [target];
  for (const name of names) {
    const newest = detail.attempts.filter((one) => one.target === name).sort((a, b) => b.attempt - a.attempt)[0];
    if (newest !== undefined) return newest;
  }
  return null;
}

function rank(state: string): number {
  const at = eyesFirst.indexOf(state);
  return at === -1 ? eyesFirst.length : at;
}
