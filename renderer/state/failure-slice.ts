import type { AttemptView } from '../../contract/step-detail.ts';
import { plainText } from '../format/ansi.ts';
import type { SliceTools } from './tools.ts';

/** What failed targets wrote last to stderr, so that the same failure on many can be told from many failures. */
export interface FailureSlice {
  /** By target, for the step that is shown. */
  readonly lastLines: Readonly<Record<string, string>>;
  /** Reads what is not known yet of the shown step's failed targets. */
  lookAtFailures(): void;
}

const TAIL_BYTES = 2048;
/** More than anybody reads; beyond it the reasons must do. */
const MOST_LOOKED_AT = 200;
const AT_ONCE = 4;

export function failureSlice({ client, set, get }: SliceTools): FailureSlice {
  /** Step → attempts that were asked for. */
  let asked: { step: string; readonly attempts: Set<string> } = { step: '', attempts: new Set() };

  return {
    lastLines: {},
    lookAtFailures() {
      const { detail, run } = get();
      if (detail === null || run === null) return;
      const step = `${run.header.runId} ${detail.step.id}`;
      if (asked.step !== step) {
        asked = { step, attempts: new Set() };
        set({ lastLines: {} });
      }
      const waiting = detail.attempts.filter((one) => {
        const isFailed = one.outcome === 'failed' || one.outcome === 'timed-out';
        return (
          isFailed && !asked.attempts.has(`${one.target} ${one.attempt}`) && (one.streams.stderr?.storedBytes ?? 0) > 0
        );
      });
      const next = waiting.slice(0, MOST_LOOKED_AT - asked.attempts.size);
      for (const one of next) asked.attempts.add(`${one.target} ${one.attempt}`);
      const queue = [...next];
      for (let worker = 0; worker < AT_ONCE; worker += 1) void work(step, queue);
    },
  };

  async function work(step: string, queue: AttemptView[]): Promise<void> {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
      const { run, detail } = get();
      if (run === null || detail === null || asked.step !== step) return;
      const total = one.streams.stderr?.storedBytes ?? 0;
      const answer = await client.call('runs.output', {
        ...{ runId: run.header.runId, stepId: detail.step.id, target: one.target, attempt: one.attempt },
        ...{ stream: 'stderr', offset: Math.max(0, total - TAIL_BYTES), limit: TAIL_BYTES },
      });
      const line = answer.ok ? lastLineOf(answer.value.chunk.text) : null;
      const { target } = one;
      if (line !== null && asked.step === step)
        set(({ lastLines }) => ({ lastLines: { ...lastLines, [target]: line } }));
    }
  }
}

function lastLineOf(text: string): string | null {
  const line = text
    .split('\n')
    .map((one) => plainText(one).trim())
    .findLast((one) => one !== '');
  return line === undefined ? null : line.slice(0, 300);
}
