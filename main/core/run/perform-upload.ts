import type { Payload, SshAction, SshTarget, UploadAction } from '../../../contract/plan.ts';
import { destinationOf } from '../../domain/plan/upload-text.ts';
import type { ShellFinished, ShellMessage, ShellTask } from '../ports/shell.ts';
import type { UploadMessage, UploadTask } from '../ports/uploader.ts';
import { maskedSecrets, valuesOf } from './attempt-request.ts';
import { type Attempted, type Ending, endedWithout, type PerformContext, reportedEnd } from './performance.ts';
import type { Flight } from './runner.ts';
import { followShell } from './shell-attempt.ts';

/** How long a target that was cut off is looked for: until the rename an upload may wait without harm. */
const RECONNECT_MS = 300_000;

export type UploadWork = Attempted & { readonly action: UploadAction; readonly target: SshTarget };

/**
 * One upload to one host. `reattach` only asks whether the destination holds the bytes: that settles what an attempt
 * of another core came to. What is sent was fixed when the run was set up.
 */
export function performUpload(context: PerformContext, work: UploadWork, mode: 'start' | 'reattach'): Flight {
  const { payload } = work.action;
  const to = destinationOf(work.action, work.target, valuesOf(work.state, maskedSecrets(work.state.secretNames)));
  const lack =
    payload === undefined
      ? 'It was not known what to send when the run was set up.'
      : to.unresolved.length > 0
        ? `No value is known for ${to.unresolved.join(', ')}.`
        : to.refusal;
  if (lack !== null || payload === undefined) {
    const outcome = mode === 'start' ? 'failed' : 'indeterminate';
    return reportedEnd(context, work, endedWithout(outcome, `Nothing was sent. ${lack ?? ''}`));
  }
  const sending = new Sending(context, { work, payload, to: to.path, mode });
  return followShell(context, {
    work,
    sentWaitsMs: 0,
    begin: (_capture, receive) => sending.begin(receive),
    conclude: async (finished) => endingOf(work, mode, finished),
    recorded: async () => sending.over(),
  });
}

interface Order {
  readonly work: UploadWork;
  readonly payload: Payload;
  readonly to: string;
  readonly mode: 'start' | 'reattach';
}

/** From the file to the target: the file is found to be what it was before anything is dialled. */
class Sending implements ShellTask {
  readonly #context: PerformContext;
  readonly #order: Order;
  #task: UploadTask | null = null;
  #isCancelled = false;

  constructor(context: PerformContext, order: Order) {
    this.#context = context;
    this.#order = order;
  }

  begin(receive: (message: ShellMessage) => void): ShellTask {
    void this.#find().then((found) => {
      if (typeof found === 'string') this.#send(found, receive);
      else receive(found);
    });
    return this;
  }

  grant(): void {}

  cancel(): void {
    this.#isCancelled = true;
    this.#task?.cancel();
  }

  over(): void {
    this.#context.services.transfers?.drop(this.#order.work.state.runId, this.#order.work.id);
  }

  /** The path to open; or the end, where there is nothing to send. */
  async #find(): Promise<string | ShellFinished> {
    const { payloads } = this.#context.services;
    if (payloads === undefined) return finished('failed', 'This core sends no files. Nothing was sent.');
    // Whoever only asks sends nothing.
    if (this.#order.mode === 'reattach') return '';
    const ready = await payloads.ready(this.#order.payload).catch(() => null);
    if (this.#isCancelled) return finished('cancelled', 'Cancelled before anything was sent to the target.');
    if (ready === null) return finished('failed', 'Nothing was sent. The file could not be read.');
    return ready.ok ? ready.value : finished('failed', `Nothing was sent. ${ready.problem.message}`);
  }

  #send(path: string, receive: (message: ShellMessage) => void): void {
    const { work, payload, to, mode } = this.#order;
    const { state, action, target, step, id } = work;
    this.#task = this.#context.services.shell.upload(
      {
        target,
        key: `${state.runId}-${id.stepId}`,
        source: { path, sha256: payload.sha256, bytes: payload.bytes },
        to,
        mode: action.mode,
        owner: action.owner,
        timeoutMs: mode === 'start' ? step.timeoutMs : null,
        deed: mode === 'start' ? 'send' : 'look',
        reconnectMs: RECONNECT_MS,
      },
      (message) => this.#hear(message, receive),
    );
    if (this.#isCancelled) this.#task.cancel();
  }

  #tellDone(message: ShellFinished, receive: (message: ShellMessage) => void): void {
    // A question about an earlier attempt adds nothing to what that one said.
    if (this.#order.mode === 'reattach') return;
    const bytes = new TextEncoder().encode(doneText(this.#order, message));
    receive({ kind: 'output', stream: 'stdout', offset: 0, bytes });
  }

  #hear(message: UploadMessage, receive: (message: ShellMessage) => void): void {
    if (message.kind === 'finished' && message.outcome === 'succeeded') this.#tellDone(message, receive);
    if (message.kind !== 'progress') {
      receive(message);
      return;
    }
    const { work, payload } = this.#order;
    const { doneBytes, bytesPerSecond } = message;
    this.#context.services.transfers?.put(work.state.runId, {
      ...work.id,
      ...{ doneBytes, totalBytes: payload.bytes, bytesPerSecond },
    });
  }
}

/** A file that was sent prints nothing: whoever opens the output finds what was done instead. */
function doneText({ payload, to, work }: Order, { durationMs, reason }: ShellFinished): string {
  const { mode, owner } = work.action;
  const lines = [
    `${payload.name} to ${to}: ${payload.bytes} bytes in ${(durationMs / 1000).toFixed(1)} s`,
    `SHA-256 ${payload.sha256}, the same on the target`,
    ...(mode === null ? [] : [`mode ${mode}`]),
    ...(owner === null ? [] : [`owner ${owner}`]),
    ...(reason === null ? [] : [reason]),
  ];
  return `${lines.join('\n')}\n`;
}

function finished(outcome: ShellFinished['outcome'], reason: string): ShellFinished {
  return { kind: 'finished', outcome, exitCode: null, signal: null, durationMs: 0, reason, outputText: '' };
}

function endingOf(work: UploadWork, mode: 'start' | 'reattach', told: ShellFinished): Ending {
  const { exitCode, signal, durationMs, payload } = { ...told, payload: work.action.payload };
  const isDone = told.outcome === 'succeeded' && payload !== undefined;
  const outputs: Record<string, string> = isDone ? { sha256: payload.sha256, bytes: String(payload.bytes) } : {};
  const ending = { outcome: told.outcome, reason: told.reason, exitCode, signal, durationMs, outputs };
  // Something was sent once: whether to send again is for the step's `retry` or a person to say.
  if (mode === 'start' || told.outcome !== 'not-started' || work.attempt?.sentAt === null) return ending;
  const reason = `Holdpoint was stopped during the upload. ${told.reason ?? ''} Sending again goes on with what lies there.`;
  return { ...ending, outcome: 'failed', reason };
}

/** The `verify` of an upload is asked as that of a script is. */
export function verifyingAction(action: UploadAction): SshAction {
  return {
    kind: 'ssh',
    targets: action.targets,
    retry: null,
    idempotent: true,
    outputs: {},
    run: '',
    shell: action.shell,
    env: {},
    cwd: null,
    detach: false,
    expect: { exit: [0], stdout: null, stderr: null },
    check: null,
    skipWhenDone: false,
    verify: action.verify,
  };
}
