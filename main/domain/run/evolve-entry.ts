import { assertNever } from '../../../contract/assert-never.ts';
import type { EventOf, RecordedEvent } from '../../../contract/events.ts';
import type { IssueView } from '../../../contract/views.ts';
import { standingKey } from '../probe/standing.ts';
import type { StepEvent } from './evolve-step.ts';
import { putStep } from './put-step.ts';
import type { RunState } from './state.ts';
import { stepAt } from './state.ts';
import { terminalsAfter } from './terminals.ts';

type IssueEvent = Extract<RecordedEvent, { type: `issue.${string}` }>;
type BesideEvent = Exclude<
  RecordedEvent,
  | StepEvent
  | { type: `run.${string}` | `attempt.${string}` | `item.${string}` | `criterion.${string}` | `approval.${string}` }
  | { type: 'check.finished' | 'evidence.attached' | 'message.sent' }
>;

/** What stands in the log beside the life of the run: it never changes what the run does. */
export function evolveBeside(state: RunState, event: BesideEvent): RunState {
  switch (event.type) {
    case 'step.eta-given':
      return evolveEta(state, event);
    case 'issue.raised':
    case 'issue.changed':
    case 'issue.resolved':
    case 'issue.reopened':
      return evolveIssue(state, event);
    case 'update.given': {
      const { nextDueAt } = event.data;
      return { ...state, lastUpdate: { at: event.occurredAt, by: event.actor.person, nextDueAt } };
    }
    case 'probe.changed': {
      const { verdict, since, sample } = event.data;
      const standing = { verdict, since, ordinal: sample.ordinal };
      return { ...state, probes: new Map(state.probes).set(standingKey(event.data), standing) };
    }
    case 'terminal.opened':
    case 'terminal.closed':
      return { ...state, terminals: terminalsAfter(state.terminals, event) };
    case 'preflight.finished':
      return { ...state, preflight: { ...state.preflight, last: event.data, setBackMs: 0 } };
    case 'clock.jumped': {
      const { preflight } = state;
      const backMs = event.data.cause === 'step' ? Math.max(0, -event.data.ms) : 0;
      return backMs === 0 ? state : { ...state, preflight: { ...preflight, setBackMs: preflight.setBackMs + backMs } };
    }
    default:
      // Notes, decisions, what belongs to the workspace: they stand in the log and nowhere else.
      return state;
  }
}

function evolveIssue(state: RunState, event: IssueEvent): RunState {
  if (event.type === 'issue.raised') return { ...state, issues: [...state.issues, raised(event)] };
  const { issueId } = event.data;
  return {
    ...state,
    issues: state.issues.map((issue) => (issue.issueId === issueId ? changed(issue, event) : issue)),
  };
}

function raised(event: EventOf<'issue.raised'>): IssueView {
  const { person, assurance } = event.actor;
  return { ...event.data, raisedBy: person, raisedAt: event.occurredAt, assurance, resolved: null };
}

function changed(issue: IssueView, event: Exclude<IssueEvent, EventOf<'issue.raised'>>): IssueView {
  switch (event.type) {
    case 'issue.changed':
      return { ...issue, ...event.data };
    case 'issue.resolved': {
      const { resolution } = event.data;
      return { ...issue, resolved: { by: event.actor.person, at: event.occurredAt, resolution } };
    }
    case 'issue.reopened':
      return { ...issue, resolved: null };
    default:
      return assertNever(event);
  }
}

/** An ETA moves forecasts only. It is no change of the step a person would have to have seen before acting on it. */
function evolveEta(state: RunState, event: EventOf<'step.eta-given'>): RunState {
  const { stepId, endAt, reason } = event.data;
  const index = state.index.positions.get(stepId);
  if (index === undefined) return state;
  const { person: by, assurance } = event.actor;
  const eta = endAt === null ? null : { endAt, by, assurance, givenAt: event.occurredAt, reason };
  return { ...putStep(state, index, { ...stepAt(state, index), eta }), etaSeq: event.seq };
}
