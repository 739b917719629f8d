import type { RecordedEvent } from '../../../contract/events.ts';
import type { Plan } from '../../../contract/plan.ts';
import type { Segment, SegmentKind } from './report-model.ts';

export interface StepHistory {
  readonly segments: readonly Segment[];
  readonly failures: readonly { readonly at: number; readonly seq: number }[];
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly goSeq: number | null;
}

/** What an event of a step begins: a kind of segment, or null when the step rests for good. */
const turns: Readonly<Partial<Record<RecordedEvent['type'], SegmentKind | null>>> = {
  'step.became-ready': 'waiting',
  'step.started': 'working',
  'step.retry-requested': 'working',
  'attempt.reopened': 'working',
  'step.failed': 'stopped',
  'step.indeterminate': 'stopped',
  'step.succeeded': null,
  'step.skipped': null,
  'step.cancelled': null,
};

class History {
  segments: Segment[] = [];
  failures: { at: number; seq: number }[] = [];
  goSeq: number | null = null;
  lastSeq: number;
  private open: { kind: SegmentKind; from: number; fromSeq: number } | null = null;
  readonly firstSeq: number;

  constructor(firstSeq: number) {
    this.firstSeq = firstSeq;
    this.lastSeq = firstSeq;
  }

  turn(kind: SegmentKind | null, at: number, seq: number): void {
    if (this.open?.kind === kind) return;
    this.end(at, seq);
    if (kind !== null) this.open = { kind, from: at, fromSeq: seq };
  }

  end(at: number, seq: number | null): void {
    if (this.open === null) return;
    const { kind, from, fromSeq } = this.open;
    this.segments.push({ kind, from, to: Math.max(from, at), open: seq === null, fromSeq, toSeq: seq });
    this.open = null;
  }
}

/** The lives of all steps, cut into waiting, working and stopped; what still lasts is cut off at `now`. */
export function stepHistories(
  events: readonly RecordedEvent[],
  plan: Plan,
  now: number,
): ReadonlyMap<string, StepHistory> {
  const gates = new Set<string>(plan.steps.filter((step) => step.kind === 'gate').map((step) => step.id));
  const histories = new Map<string, History>();
  for (const event of events) {
    if (!('stepId' in event.data) || typeof event.data.stepId !== 'string') continue;
    const history = historyOf(histories, event.data.stepId, event.seq);
    history.lastSeq = event.seq;
    if (event.type === 'step.go-given') history.goSeq = event.seq;
    if (event.type === 'step.failed' || event.type === 'step.indeterminate') {
      history.failures.push({ at: event.occurredAt, seq: event.seq });
    }
    // A gate never works: from ready to released it waits for people.
    const turn = event.type === 'step.started' && gates.has(event.data.stepId) ? 'waiting' : turns[event.type];
    if (turn !== undefined) history.turn(turn, event.occurredAt, event.seq);
  }
  for (const history of histories.values()) history.end(now, null);
  return histories;
}

function historyOf(histories: Map<string, History>, stepId: string, seq: number): History {
  const known = histories.get(stepId);
  if (known !== undefined) return known;
  const made = new History(seq);
  histories.set(stepId, made);
  return made;
}
