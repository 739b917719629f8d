import type { Client } from '../../contract/client.ts';
import { failed, ok, type Problem, type Result } from '../../contract/errors.ts';
import type { OutputStream } from '../../contract/events.ts';
import type { OperationInput, OperationOutput } from '../../contract/operations.ts';
import type { AttemptRef, OutputChoice } from '../../contract/output-views.ts';
import type { StepDetail } from '../../contract/step-detail.ts';
import { OutputWindow, type ReadRows } from './output-window.ts';
import type { SliceTools } from './tools.ts';

/** What is known of the shown attempt's output. A new object whenever the window knows more. */
export interface OutputState {
  readonly window: OutputWindow;
  readonly choice: OutputChoice;
  /** Nothing was heard of it yet. */
  readonly isReading: boolean;
  /** The attempt is over and nothing of it will change. */
  readonly complete: boolean;
  readonly problem: Pick<Problem, 'message'> | null;
}

export type OutputPlace = OperationInput<'output.place'>['to'];
export type OutputFind = Pick<OperationInput<'output.find'>, 'query' | 'from'>;

export interface OutputSlice {
  /** Which attempt's output is shown; null = none yet. */
  readonly outputOf: AttemptRef | null;
  readonly output: OutputState;
  /** Shows the newest attempt on this target, or on the one that most needs eyes. */
  followOutput(target: string | null): void;
  /** Shows an earlier attempt of the present step. */
  showAttempt(target: string, attempt: number): void;
  /** Which of its streams are shown. */
  chooseOutput(choice: OutputChoice): void;
  /** The row of a line, a moment or a byte; null and told when it cannot be found out. */
  placeInOutput(to: OutputPlace): Promise<number | null>;
  /** A part of a search through the whole attempt. */
  findInOutput(asked: OutputFind): Promise<Result<OperationOutput<'output.find'>>>;
  /** Rows past those in sight, for copying. */
  rowsOfOutput(asked: {
    readonly from: number;
    readonly count: number;
  }): Promise<OperationOutput<'output.rows'> | null>;
  /** How many bytes of a stream are stored. */
  storedOutput(stream: OutputStream): Promise<number>;
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
    output: nothingRead('all'),
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
      if (shown === undefined) return;
      pinned = { newest: newestAttempt(detail, shown.target) };
      watch({ runId: run.header.runId, stepId: detail.step.id, target: shown.target, attempt });
    },
    chooseOutput(choice) {
      const { outputOf, output } = get();
      if (output.choice !== choice) begin(outputOf, choice);
    },
    ...asking(tools),
  };

  function watch(ref: AttemptRef | null): void {
    if (!sameAttempt(ref, get().outputOf)) begin(ref, get().output.choice);
  }

  function begin(ref: AttemptRef | null, choice: OutputChoice): void {
    watched?.close();
    watched = null;
    set({ outputOf: ref, output: nothingRead(choice) });
    if (ref !== null) watched = followAttempt(tools, ref, choice);
  }
}

type Asking = Pick<OutputSlice, 'placeInOutput' | 'findInOutput' | 'rowsOfOutput' | 'storedOutput' | 'fetchOutput'>;

/** What the shown output is asked beside the window that is in sight. */
function asking({ client, get }: SliceTools): Asking {
  return {
    async placeInOutput(to) {
      const { outputOf, output } = get();
      if (outputOf === null) return null;
      const answer = await client.call('output.place', { ...outputOf, choice: output.choice, to });
      if (answer.ok) return answer.value.row;
      get().tellProblem('The place could not be found', answer.problem);
      return null;
    },
    async findInOutput(asked) {
      const { outputOf, output } = get();
      if (outputOf === null) return failed('not-found', 'No output is shown.');
      return client.call('output.find', { ...outputOf, choice: output.choice, ...asked });
    },
    async rowsOfOutput(asked) {
      const { outputOf, output } = get();
      if (outputOf === null) return null;
      const answer = await client.call('output.rows', { ...outputOf, choice: output.choice, ...asked });
      return answer.ok ? answer.value : null;
    },
    async storedOutput(stream) {
      const { outputOf } = get();
      if (outputOf === null) return 0;
      const answer = await client.call('runs.bytes', { ...outputOf, stream, offset: 0, limit: 1 });
      return answer.ok ? answer.value.totalBytes : 0;
    },
    async fetchOutput(stream, { from, to }) {
      const { outputOf } = get();
      if (outputOf === null) return null;
      const bytes = await bytesOf(client, { ...outputOf, stream }, { from, to });
      if (bytes.ok) return bytes.value;
      get().tellProblem('The output could not be read', bytes.problem);
      return null;
    },
  };
}

/** Shows one attempt's output from now on, until it is closed. */
function followAttempt({ client, set }: SliceTools, ref: AttemptRef, choice: OutputChoice): { close(): void } {
  let isClosed = false;
  const show = (change: Partial<OutputState>) => {
    if (isClosed) return;
    set((state) => ({ output: { ...state.output, window, problem: window.problem, ...change } }));
  };
  const read: ReadRows = (asked) => client.call('output.rows', { ...ref, choice, ...asked });
  const window = new OutputWindow(read, () => show({}));
  set({ output: { window, choice, isReading: true, complete: false, problem: null } });
  const subscription = client.subscribe(
    'rows',
    { ...ref, choice },
    {
      message: ({ totals, last, complete }) => {
        window.take({ totals, last });
        show({ isReading: false, complete });
      },
      problem: (problem) => show({ problem, isReading: false }),
    },
  );
  return {
    close() {
      isClosed = true;
      window.close();
      subscription.close();
    },
  };
}

async function bytesOf(
  client: Client,
  ref: AttemptRef & { readonly stream: OutputStream },
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Result<Uint8Array>> {
  const whole = new Uint8Array(to - from);
  for (let at = from; at < to; ) {
    const answer = await client.call('runs.bytes', { ...ref, offset: at, limit: Math.min(BYTES_AT_ONCE, to - at) });
    if (!answer.ok) return answer;
    const bytes = bytesOfBase64(answer.value.dataBase64);
    if (bytes.length === 0) return ok(whole.subarray(0, at - from));
    whole.set(bytes, at - from);
    at += bytes.length;
  }
  return ok(whole);
}

const BYTES_AT_ONCE = 262_144;

function bytesOfBase64(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

function nothingRead(choice: OutputChoice): OutputState {
  const window = new OutputWindow(
    async () => failed('not-found', 'No output is shown.'),
    () => {},
  );
  return { window, choice, isReading: false, complete: false, problem: null };
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
