import type { Client, Subscription } from '../../../contract/client.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { LogEntry, RunHeader, RunView, StepView } from '../../../contract/views.ts';

/** A run as this command sees it: the newest view, kept up by what the core pushes. */
export interface LiveRun {
  readonly header: RunHeader;
  readonly steps: readonly StepView[];
  /** Resolves at the next change, or after `ms`. */
  changed(ms: number): Promise<void>;
  close(): void;
}

interface LiveListener {
  /** Each entry of the log once, in order, from `afterSeq` on. */
  entry(entry: LogEntry): void;
  /** After each change. */
  header?(header: RunHeader): void;
  problem(message: string): void;
}

interface Following {
  readonly client: Client;
  readonly view: RunView;
  readonly afterSeq: number;
  readonly listener: LiveListener;
}

/** Follows a run from a view on. A reconnect brings a new snapshot; entries already told are not told again. */
export function followRun(runId: RunId, { client, view, afterSeq, listener }: Following): LiveRun {
  let header = view.header;
  const steps = [...view.steps];
  let toldSeq = afterSeq;
  let wake: (() => void) | null = null;
  const tell = (entries: readonly LogEntry[]): void => {
    for (const entry of entries) {
      if (entry.seq <= toldSeq) continue;
      toldSeq = entry.seq;
      listener.entry(entry);
    }
  };
  const take = (next: RunHeader, changedSteps: readonly StepView[], log: readonly LogEntry[]): void => {
    header = next;
    for (const step of changedSteps) steps[step.index] = step;
    tell(log);
    listener.header?.(next);
    wake?.();
  };
  const subscription: Subscription = client.subscribe(
    'run',
    { runId },
    {
      message: (message) => {
        if (message.kind === 'snapshot') take(message.view.header, message.view.steps, message.view.log);
        else take(message.header, message.steps, message.log);
      },
      problem: ({ message }) => listener.problem(message),
    },
  );
  return {
    get header() {
      return header;
    },
    get steps() {
      return steps;
    },
    changed: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(done, ms);
        function done(): void {
          clearTimeout(timer);
          wake = null;
          resolve();
        }
        wake = done;
      }),
    close: () => subscription.close(),
  };
}
