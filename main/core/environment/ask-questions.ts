import type { SshTarget } from '../../../contract/plan.ts';
import type { Answer, Question } from '../../domain/environment/question.ts';
import { askingScript } from '../../domain/environment/question-programs.ts';
import type { Clock } from '../ports/clock.ts';
import type { Shell, ShellTask } from '../ports/shell.ts';
import { AnswerReader } from './answer-reader.ts';

export interface QuestionsAsked {
  readonly target: SshTarget;
  readonly questions: readonly Question[];
  /** Random: what a program prints cannot be taken for an answer. */
  readonly mark: string;
  readonly signal: AbortSignal;
}

export interface QuestionsAnswered {
  /** By column. */
  readonly answers: ReadonlyMap<string, Answer & { readonly durationMs: number }>;
  /** Why the others have none, as a sentence. */
  readonly because: string;
}

/** Credits for what a target prints: as much is taken as is given, beyond the most it is ended. */
const CREDIT_BYTES = 256 * 1024;
const MOST_BYTES = 4 * 1024 * 1024;
/** What the script itself may take, beside the time of its questions. */
const SPARE_MS = 15_000;
const MOST_MS = 120_000;

/** All questions of a target in one script on its pooled connection; nothing is written there. Never rejects. */
export function askQuestions(
  { shell, clock }: { readonly shell: Pick<Shell, 'perform'>; readonly clock: Clock },
  { target, questions, mark, signal }: QuestionsAsked,
): Promise<QuestionsAnswered> {
  const ids = new Map(questions.map(({ column }, index) => [`q${index}`, column]));
  const asked = questions.map(({ script, isQuick }, index) => ({ id: `q${index}`, script, isQuick }));
  const reader = new AnswerReader(mark, ids, clock.monotonicMs);
  const inOrder = questions.filter(({ isQuick }) => !isQuick).reduce((sum, { timeoutMs }) => sum + timeoutMs, 0);
  return new Promise((resolve) => {
    let task: ShellTask | null = null;
    let taken = 0;
    const cancel = () => task?.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    task = shell.perform(
      {
        ...{ target, key: `environment.check.${target.name}.1`, script: askingScript(mark, asked), shell: 'sh' },
        env: { ...target.env, HP_TARGET_NAME: target.name, HP_TARGET_HOST: target.host },
        ...{ cwd: null, detach: false, timeoutMs: Math.min(MOST_MS, inOrder + SPARE_MS), mode: 'start' },
        ...{ offsets: { stdout: 0, stderr: 0 }, targetBootId: null, reconnectMs: 1_000 },
      },
      (message) => {
        if (message.kind === 'output') {
          taken += message.bytes.length;
          if (message.stream === 'stdout') reader.take(message.bytes);
          if (taken > MOST_BYTES) task?.cancel();
          task?.grant(message.bytes.length);
        }
        if (message.kind !== 'finished') return;
        signal.removeEventListener('abort', cancel);
        const isLate = message.outcome === 'timed-out';
        resolve({ answers: reader.end(isLate), because: whyNot(message.reason, { isLate, taken }) });
      },
    );
    task.grant(CREDIT_BYTES);
    if (signal.aborted) task.cancel();
  });
}

function whyNot(
  reason: string | null,
  { isLate, taken }: { readonly isLate: boolean; readonly taken: number },
): string {
  if (taken > MOST_BYTES) return 'it printed more than anybody asked for, and was ended.';
  if (isLate) return 'the time for this target was over.';
  return reason ?? 'the shell there ended before it came to it.';
}
