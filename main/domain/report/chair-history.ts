import type { EventOf, RecordedEvent } from '../../../contract/events.ts';
import type { Plan } from '../../../contract/plan.ts';
import { describeEvent } from '../log/describe-event.ts';
import { attributed } from './attributed.ts';
import type {
  ReportDecision,
  ReportEta,
  ReportIssue,
  ReportLateEntry,
  ReportPreflight,
  ReportRebase,
  ReportUpdate,
} from './report-model.ts';

/** What a history is made of. */
export interface ChairFacts {
  readonly events: readonly RecordedEvent[];
  readonly plan: Plan;
  readonly isLive: boolean;
}

/** Every issue as it stands at the end, with everything that was said about it, in order. */
export function issueHistory({ events, plan, isLive }: ChairFacts): readonly ReportIssue[] {
  const issues = new Map<string, ReportIssue>();
  for (const event of events) {
    if (!isOfIssue(event)) continue;
    const { issueId } = event.data;
    const entry = { ...attributed(event, isLive), sentence: describeEvent(event, plan).sentence };
    if (event.type === 'issue.raised') {
      issues.set(issueId, { ...event.data, open: true, resolution: null, life: [entry] });
      continue;
    }
    const known = issues.get(issueId);
    if (known !== undefined) issues.set(issueId, { ...known, ...changeOf(event), life: [...known.life, entry] });
  }
  return [...issues.values()];
}

type IssueEvent = Extract<RecordedEvent, { type: `issue.${string}` }>;

function isOfIssue(event: RecordedEvent): event is IssueEvent {
  return event.type.startsWith('issue.');
}

function changeOf(event: Exclude<IssueEvent, EventOf<'issue.raised'>>): Partial<ReportIssue> {
  switch (event.type) {
    case 'issue.changed':
      return event.data;
    case 'issue.resolved':
      return { open: false, resolution: event.data.resolution };
    case 'issue.reopened':
      return { open: true, resolution: null };
  }
}

export function decisionHistory({ events, isLive }: ChairFacts): readonly ReportDecision[] {
  return events.flatMap((event) =>
    event.type === 'decision.recorded' ? [{ ...attributed(event, isLive), ...event.data }] : [],
  );
}

const endings: ReadonlySet<string> = new Set(['step.succeeded', 'step.skipped', 'step.cancelled', 'step.failed']);

/** Each ETA with what became of it: positive = it took that much longer than was said. */
export function etaHistory({ events, plan, isLive }: ChairFacts): readonly ReportEta[] {
  return events.flatMap((event, index): readonly ReportEta[] => {
    if (event.type !== 'step.eta-given') return [];
    const { stepId, endAt, reason } = event.data;
    const end = events
      .slice(index + 1)
      .find((later) => endings.has(later.type) && 'stepId' in later.data && later.data.stepId === stepId);
    const endedAt = end?.occurredAt ?? null;
    const isDone = end?.type === 'step.succeeded';
    const errorMs = endAt === null || endedAt === null || !isDone ? null : endedAt - endAt;
    const title = plan.steps.find((step) => step.id === stepId)?.title ?? stepId;
    return [{ ...attributed(event, isLive), stepId, title, endAt, reason, endedAt, errorMs }];
  });
}

export function rebaseHistory({ events, isLive }: ChairFacts): readonly ReportRebase[] {
  return events.flatMap((event) =>
    event.type === 'run.rebased' ? [{ ...attributed(event, isLive), ...event.data }] : [],
  );
}

export function updateHistory({ events, isLive }: ChairFacts): readonly ReportUpdate[] {
  return events.flatMap((event) =>
    event.type === 'update.given' ? [{ ...attributed(event, isLive), ...event.data }] : [],
  );
}

/** Every preflight with its checks, and why a start was made in spite of one; null = there was neither. */
export function preflightHistory({ events, isLive }: ChairFacts): ReportPreflight | null {
  const runs = events.flatMap((event) =>
    event.type === 'preflight.finished' ? [{ ...attributed(event, isLive), ...event.data }] : [],
  );
  const accepted = events.flatMap((event) =>
    event.type === 'preflight.accepted' ? [{ ...attributed(event, isLive), ...event.data }] : [],
  );
  return runs.length + accepted.length === 0 ? null : { runs, accepted };
}

/** What people said later than it happened, or after the run had ended. */
export function lateHistory({ events, plan, isLive }: ChairFacts): readonly ReportLateEntry[] {
  const end = events.find(({ type }) => type === 'run.completed' || type === 'run.aborted' || type === 'run.cancelled');
  return events.flatMap((event): readonly ReportLateEntry[] => {
    if (event.actor.via === 'engine') return [];
    const said = attributed(event, isLive);
    const afterEnd = end !== undefined && event.seq > end.seq;
    if (said.recordedLate === null && !afterEnd) return [];
    return [{ ...said, afterEnd, sentence: describeEvent(event, plan).sentence }];
  });
}
