import { assertNever } from '../../../contract/assert-never.ts';
import type { EventOf, RecordedEvent } from '../../../contract/events.ts';
import { putStep } from './put-step.ts';
import type { Mark, RunState, StepState } from './state.ts';
import { stepAt } from './state.ts';

type PersonEvent = Extract<
  RecordedEvent,
  { type: `item.${string}` | `criterion.${string}` | `approval.${string}` | 'evidence.attached' | 'message.sent' }
>;

/** What people tell a step: ticks, criteria, approvals, evidence, a message sent. */
export function evolvePerson(state: RunState, event: PersonEvent): RunState {
  const index = state.index.positions.get(event.data.stepId);
  if (index === undefined) return state;
  return putStep(state, index, { ...told(stepAt(state, index), event), changedSeq: event.seq });
}

function told(step: StepState, event: PersonEvent): StepState {
  switch (event.type) {
    case 'item.ticked': {
      const { itemId, note } = event.data;
      // A second one is of the second person; for items of one person the rules refuse it.
      return { ...step, ticks: [...step.ticks, { ...mark(event, note), itemId }] };
    }
    case 'item.unticked':
      return { ...step, ticks: step.ticks.filter((tick) => tick.itemId !== event.data.itemId) };
    case 'criterion.met':
    case 'criterion.not-met': {
      const { criterionId, note } = event.data;
      const others = step.criteria.filter((criterion) => criterion.criterionId !== criterionId);
      const said = { ...mark(event, note), criterionId, met: event.type === 'criterion.met' };
      return { ...step, criteria: [...others, said] };
    }
    case 'approval.given':
      return { ...step, approvals: [...step.approvals, { ...mark(event, event.data.note), role: event.data.role }] };
    case 'approval.refused':
      return step;
    case 'evidence.attached':
      return { ...step, evidence: [...step.evidence, evidenceOf(event)] };
    case 'message.sent': {
      const { to, channel, text } = event.data;
      return { ...step, sent: { ...mark(event, null), to, channel, text } };
    }
    default:
      return assertNever(event);
  }
}

function evidenceOf(event: EventOf<'evidence.attached'>): StepState['evidence'][number] {
  const { evidenceId, value, note } = event.data;
  return { ...mark(event, note), evidenceId, value };
}

function mark(event: PersonEvent, note: string | null): Mark {
  return { by: event.actor.person, at: event.occurredAt, assurance: event.actor.assurance, note };
}
