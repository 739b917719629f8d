import type { Client, Subscription } from '../../contract/client.ts';
import { ok, type Problem } from '../../contract/errors.ts';
import type { OutputStream } from '../../contract/events.ts';
import type { StepDetail } from '../../contract/step-detail.ts';
import type { OutputRef } from '../../contract/workspace-views.ts';
import { type BytesAsked, OutputReader, type ReadBytes } from './output-reader.ts';
import type { SliceTools } from './tools.ts';

type AttemptRef = Omit<OutputRef, 'stream'>;

/** What is known of the shown attempt's output. A new object whenever the reader knows more. */
export interface OutputState {
  readonly reader: OutputReader;
  /** Stored output is still being taken in. */
  readonly isReading: boolean;
  /** The attempt is over and every byte of it is indexed. */
  readonly complete: boolean;
  readonly problem: Pick<Problem, 'message'> | null;
}

export interface OutputSlice {
  /** Which attempt's output is shown; null = none yet. */
  readonly outputOf: AttemptRef | null;
  readonly output: OutputState;
  /** Shows the newest attempt on this target, or on the one that most needs eyes. */
  followOutput(target: string | null): void;
  /** Shows an earlier attempt of the present step. */
  showAttempt(target: string, attempt: number): void;
  /** Stored bytes of the shown attempt; null and told when they cannot be read. */
  fetchOutput(stream: OutputStream, range: { readonly from: number; readonly to: number }): Promise<Uint8Array | null>;
}

export function outputSlice(tools: SliceTools): OutputSlice {
  const { set, get } = tools;
  let watched: { close(): void } | null = null;
  /** The newest attempt known when the present one was chosen. */
  let pinned: { readonly newest: number } | null = null;

  return {
    outputOf: null,
    output: nothingRead(),
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
    async fetchOutput(stream, range) {
      const { output } = get();
      const bytes = await output.reader.bytesOf(stream, range);
      if (bytes.ok) return bytes.value;
      get().tellProblem('The output could not be read', bytes.problem);
      return null;
    },
  };

  function watch(ref: AttemptRef | null): void {
    if (sameAttempt(ref, get().outputOf)) return;
    watched?.close();
    watched = null;
    set({ outputOf: ref, output: nothingRead() });
    if (ref !== null) watched = followAttempt(tools, ref);
  }
}

/** Shows one attempt's output from now on, until it is closed. */
function followAttempt({ client, set }: SliceTools, ref: AttemptRef): { close(): void } {
  let subscription: Subscription | null = null;
  let isClosed = false;
  const show = (change: Partial<OutputState>) => {
    if (isClosed) return;
    set((state) => ({ output: { ...state.output, reader, problem: reader.problem, ...change } }));
  };
  const reader = new OutputReader(readerOf(client, ref), () => show({}));
  set({ output: { reader, isReading: true, complete: false, problem: null } });
  void begin();
  return {
    close() {
      isClosed = true;
      reader.close();
      subscription?.close();
    },
  };

  /** First what is stored, in order; then only what is new is pushed. */
  async function begin(): Promise<void> {
    await reader.takeStored();
    if (isClosed) return;
    const from = {
      stdout: reader.rows.end('stdout'),
      stderr: reader.rows.end('stderr'),
      body: reader.rows.end('body'),
    };
    let before: Promise<void> = Promise.resolve();
    subscription = client.subscribe(
      'output',
      { ...ref, from },
      {
        message: ({ chunks, complete }) => {
          before = before.then(async () => {
            for (const chunk of chunks) await reader.takeChunk(chunk);
            if (complete) show({ complete });
          });
        },
        problem: (problem) => show({ problem }),
      },
    );
    show({ isReading: false });
  }
}

function readerOf(client: Client, ref: AttemptRef): ReadBytes {
  return async (asked: BytesAsked) => {
    const answer = await client.call('runs.bytes', { ...ref, ...asked });
    if (!answer.ok) return answer;
    const { dataBase64, totalBytes, blocks } = answer.value;
    return ok({ bytes: bytesOfBase64(dataBase64), totalBytes, blocks });
  };
}

function nothingRead(): OutputState {
  const reader = new OutputReader(
    async () => ok({ bytes: new Uint8Array(0), totalBytes: 0, blocks: [] }),
    () => {},
  );
  return { reader, isReading: false, complete: false, problem: null };
}

function bytesOfBase64(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
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
