import type { EventData } from '../../../contract/events.ts';
import type { SshAction, SshTarget } from '../../../contract/plan.ts';
import { runAsOf } from '../../domain/plan/index.ts';
import { redactText } from '../capture/redactor.ts';
import type { ShellFinished, ShellTask } from '../ports/shell.ts';
import { sshVariables } from './attempt-request.ts';
import type { Attempted, PerformContext } from './performance.ts';

export type CheckAnswer = Pick<EventData<'check.finished'>, 'answer' | 'exitCode' | 'reason' | 'durationMs'>;

/** Credits for the output of a check: what it prints beyond this is not asked for. */
const CHECK_OUTPUT_BYTES = 256 * 1024;
const REASON_CHARS = 500;
const CHECK_TIMEOUT_MS = 60_000;
const CHECK_RECONNECT_MS = 10_000;

export interface AskedCheck {
  readonly answer: Promise<CheckAnswer>;
  cancel(): void;
}

/** Asks a read-only question on the target: exit 0 = it holds, 1 = it does not, anything else = cannot tell. */
export function askCheck(
  context: PerformContext,
  work: Attempted & { readonly action: SshAction; readonly target: SshTarget },
  script: string,
): AskedCheck {
  const variables = sshVariables(work.state, work, context.secretsOf(work.state));
  if (!variables.ok) return { answer: Promise.resolve(cannotTell(variables.problem.message)), cancel: () => {} };
  const runAs = runAsOf(work.action, work.target);
  const tail = new Tail();
  let task: ShellTask | null = null;
  const answer = new Promise<ShellFinished>((resolve) => {
    task = context.services.shell.perform(
      {
        target: work.target,
        key: `${work.state.runId}.${work.id.stepId}.${work.id.target}.${work.id.attempt}.check`,
        script,
        shell: work.action.shell,
        env: variables.value,
        cwd: work.action.cwd,
        detach: false,
        timeoutMs: Math.min(CHECK_TIMEOUT_MS, work.step.timeoutMs ?? CHECK_TIMEOUT_MS),
        mode: 'start',
        ...(runAs === null ? {} : { runAs }),
        offsets: { stdout: 0, stderr: 0 },
        targetBootId: null,
        reconnectMs: CHECK_RECONNECT_MS,
      },
      (message) => {
        if (message.kind === 'output') tail.add(message.bytes);
        if (message.kind === 'finished') resolve(message);
      },
    );
    // A check that floods is read on to its end: each byte taken allows another.
    tail.onTaken = (bytes) => task?.grant(bytes);
    task.grant(CHECK_OUTPUT_BYTES);
  }).then((finished) => answerOf(finished, lastWords(redactText(context.formsOf(work.state), tail.text()))));
  return { answer, cancel: () => task?.cancel() };
}

function answerOf(finished: ShellFinished, said: string): CheckAnswer {
  const { exitCode, durationMs } = finished;
  const answer = exitCode === 0 ? 'holds' : exitCode === 1 ? 'does-not-hold' : 'cannot-tell';
  const reason =
    exitCode === 0 ? null : said !== '' ? said : (finished.reason ?? `Exit code ${exitCode ?? 'unknown'}.`);
  return { answer, exitCode, reason, durationMs };
}

function cannotTell(reason: string): CheckAnswer {
  return { answer: 'cannot-tell', exitCode: null, reason, durationMs: 0 };
}

/** The last words of a check; the rest is not kept. */
class Tail {
  #bytes: Uint8Array = new Uint8Array(0);
  onTaken: (bytes: number) => void = () => {};

  add(bytes: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]).subarray(-CHECK_OUTPUT_BYTES);
    this.onTaken(bytes.length);
  }

  text(): string {
    return new TextDecoder().decode(this.#bytes);
  }
}

/** Cut only after redaction: half a secret is not recognised any more. */
function lastWords(text: string): string {
  return text.trim().slice(-REASON_CHARS).toWellFormed();
}
