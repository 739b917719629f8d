import type { Need } from '../../../contract/views.ts';
import { completionLacks } from './completion.ts';
import { factsOf } from './deliberation.ts';
import { lostContact } from './lost-contact.ts';
import { whoIs } from './people.ts';
import { deadlineAt } from './schedule-facts.ts';
import type { RunState } from './state.ts';
import { stepAt } from './state.ts';
import { startsByItself } from './wake.ts';

/** What a person is asked for at this step, since when and until when; null when nobody is. */
export function needOf(state: RunState, index: number, now: number): Need | null {
  if (state.life !== 'running') return null;
  const facts = factsOf(state, index);
  const step = stepAt(state, index);
  const what = whatIsAsked(state, index, now);
  if (what === null) return null;
  const who = whoIs(state.plan, responsibleFor(facts.step));
  const due = deadlineAt(facts, step);
  return {
    what,
    since: sinceOf(state, index),
    due,
    onExpiry: due === null ? null : (facts.step.deadline?.onExpiry ?? null),
    who: who?.person ?? who?.role ?? null,
  };
}

function whatIsAsked(state: RunState, index: number, now: number): string | null {
  const facts = factsOf(state, index);
  const step = stepAt(state, index);
  if (step.status === 'failed') {
    return facts.step.onFailure === 'continue' ? null : 'Decide what becomes of the failed step';
  }
  if (step.status === 'indeterminate') return 'Find out what happened';
  const lost = lostContact(step);
  if (lost !== null) return `Restore contact with ${lost.names}`;
  if (step.status === 'ready' && facts.isAutomated) return startsByItself(state, index) ? null : 'Go';
  if (!facts.isHuman || (step.status !== 'ready' && step.status !== 'working')) return null;
  const { kind } = facts.step.action;
  if (kind === 'message') return step.status === 'ready' ? 'Send the message' : evidenceAsked(state, index, now);
  if (step.status === 'ready') return kind === 'gate' ? null : 'Start';
  const kinds = new Set(completionLacks(state, index, now).map((lack) => lack.kind));
  if (kind === 'gate' && kinds.has('criterion')) return 'Say whether the criteria are met';
  if (kind === 'gate' && kinds.has('approval')) return 'Approve or reject';
  if (kinds.has('item')) return 'Tick the items';
  if (kinds.has('evidence')) return 'Attach the evidence';
  return kind === 'gate' ? null : 'Done or failed';
}

function evidenceAsked(state: RunState, index: number, now: number): string | null {
  const isMissing = completionLacks(state, index, now).some((lack) => lack.kind === 'evidence');
  return isMissing ? 'Attach the evidence' : null;
}

function responsibleFor(step: ReturnType<typeof factsOf>['step']): string | null {
  if (step.action.kind === 'gate') return step.action.approvals.roles[0] ?? step.responsible;
  return step.supplier ?? step.responsible;
}

function sinceOf(state: RunState, index: number): number {
  const step = stepAt(state, index);
  if (step.status === 'failed' || step.status === 'indeterminate') return step.endedAt ?? state.createdAt;
  const lost = lostContact(step);
  if (lost !== null) return lost.since;
  const isWorking = step.status === 'working' && factsOf(state, index).step.action.kind !== 'gate';
  return (isWorking ? step.startedAt : step.readyAt) ?? state.createdAt;
}
