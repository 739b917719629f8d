import type { TopicMessage } from '../../contract/topics.ts';
import type { LogEntry, RunHeader, RunView, StepView } from '../../contract/views.ts';

/** What this window knows of one run: the last snapshot with every patch since, and when it was last heard. */
export interface RunMirror {
  readonly header: RunHeader;
  readonly steps: readonly StepView[];
  readonly people: RunView['people'];
  /** In order of sequence; the oldest fall out beyond LOG_CAP. */
  readonly log: readonly LogEntry[];
  /** When the header arrived, by this window's clock. */
  readonly heardAt: number;
}

export const LOG_CAP = 2000;

/** A patch that comes before any snapshot has nothing to change and is left aside. */
export function applyRunMessage(
  mirror: RunMirror | null,
  message: TopicMessage<'run'>,
  heardAt: number,
): RunMirror | null {
  if (message.kind === 'snapshot') return mirrorOf(message.view, heardAt);
  if (mirror === null) return null;
  return {
    header: message.header,
    steps: message.steps.length === 0 ? mirror.steps : mergeSteps(mirror.steps, message.steps),
    people: mirror.people,
    log: mergeLog(mirror.log, message.log),
    heardAt,
  };
}

export function mirrorOf(view: RunView, heardAt: number): RunMirror {
  return { header: view.header, steps: view.steps, people: view.people, log: mergeLog([], view.log), heardAt };
}

function mergeSteps(present: readonly StepView[], changed: readonly StepView[]): readonly StepView[] {
  const byId = new Map(changed.map((step) => [step.id, step]));
  const merged = present.map((step) => byId.get(step.id) ?? step);
  const known = new Set(present.map((step) => step.id));
  const added = changed.filter((step) => !known.has(step.id));
  return added.length === 0 ? merged : [...merged, ...added].sort((a, b) => a.index - b.index);
}

/** Entries may come twice after a reconnect, and late ones out of order: the sequence decides. */
function mergeLog(present: readonly LogEntry[], added: readonly LogEntry[]): readonly LogEntry[] {
  if (added.length === 0) return present;
  const lastSeq = present.at(-1)?.seq ?? 0;
  if (added.every((entry, index) => entry.seq > (added[index - 1]?.seq ?? lastSeq))) {
    return [...present, ...added].slice(-LOG_CAP);
  }
  const bySeq = new Map([...present, ...added].map((entry) => [entry.seq, entry]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq).slice(-LOG_CAP);
}

/** Scenario time now: the core's last word plus what went by since, at the run's pace. Stops when the run ends. */
export function scenarioNow(mirror: RunMirror, now: number): number {
  if (mirror.header.endedAt !== null) return mirror.header.now;
  return mirror.header.now + (now - mirror.heardAt) * mirror.header.pace;
}
