import type { StepAction } from '../../../contract/commands.ts';
import type { ChecklistItem } from '../../../contract/plan.ts';
import { type Deliberation, emit, factsOf, hold, stepOf } from './deliberation.ts';
import { namesOf, outputsOf } from './fold-targets.ts';
import { type Handled, refused } from './handled.ts';
import { isTicked, tickOfSamePerson, ticksOf } from './item-ticks.ts';
import { resolvedText } from './resolve.ts';
import { tickOf } from './state.ts';

type ActOf<T extends StepAction['action']> = Extract<StepAction, { action: T }>;

export function startByPerson(work: Deliberation, index: number): void {
  emit(work, { type: 'step.started', data: { stepId: factsOf(work.state, index).step.id } });
}

/** Done in the ordinary way, or by hand after a failure: then with a reason, and the targets that did not make it named. */
export function done(work: Deliberation, index: number, reason: string | null): Handled | null {
  const step = stepOf(work, index);
  const byHand = step.status !== 'working';
  if (byHand && reason === null) return refused('Done by hand needs a reason.');
  const exceptions = namesOf(step, (target) => target.status !== 'succeeded');
  const stepId = factsOf(work.state, index).step.id;
  const outputs = outputsOf(step);
  emit(work, { type: 'step.succeeded', data: { stepId, exceptions, byHand, reason, outputs } });
  return null;
}

/** A person's own work did not succeed. */
export function fail(work: Deliberation, index: number, reason: string): void {
  const { id, title, onFailure } = factsOf(work.state, index).step;
  emit(work, { type: 'step.failed', data: { stepId: id, failedTargets: [], reason } });
  if (onFailure !== 'continue') hold(work, { cause: 'step-failed', reason: `${title} failed: ${reason}`, stepId: id });
}

/** The first tick starts the checklist; the last one does not complete it: that is `done`, a person's own word. */
export function tick(work: Deliberation, index: number, act: ActOf<'tick'>): Handled | null {
  const item = itemOf(work, index, act.itemId);
  if (item === null) return noItem(act.itemId);
  const step = stepOf(work, index);
  if (isTicked(step, item)) return refused(`“${act.itemId}” is ticked already.`);
  const first = tickOfSamePerson(work.state.plan, ticksOf(step, act.itemId), work.facts.person);
  if (first !== null) {
    const same = first.by === work.facts.person ? '' : `, and “${work.facts.person}” may be the same person`;
    return refused(
      `${first.by} has ticked “${act.itemId}”${same}. It takes two people: let another one look, and name both in full.`,
    );
  }
  if (step.status === 'ready') startByPerson(work, index);
  const stepId = factsOf(work.state, index).step.id;
  emit(work, { type: 'item.ticked', data: { stepId, itemId: act.itemId, note: act.note ?? null } });
  return null;
}

export function untick(work: Deliberation, index: number, act: ActOf<'untick'>): Handled | null {
  if (itemOf(work, index, act.itemId) === null) return noItem(act.itemId);
  if (tickOf(stepOf(work, index), act.itemId) === null) return refused(`“${act.itemId}” is not ticked.`);
  const stepId = factsOf(work.state, index).step.id;
  emit(work, { type: 'item.unticked', data: { stepId, itemId: act.itemId, note: act.note ?? null } });
  return null;
}

/** Waiting ends and work begins and ends with the sending; the text kept is the draft as it stood. */
export function sent(work: Deliberation, index: number, act: ActOf<'sent'>): void {
  const { id, action } = factsOf(work.state, index).step;
  const planned = action.kind === 'message' ? action : null;
  startByPerson(work, index);
  emit(work, {
    type: 'message.sent',
    data: {
      stepId: id,
      to: act.to,
      channel: act.channel ?? planned?.channel ?? null,
      text: resolvedText(work.state, planned?.text ?? '').text,
    },
  });
}

export function attach(work: Deliberation, index: number, act: ActOf<'attach'>): Handled | null {
  const { id, evidence } = factsOf(work.state, index).step;
  const demand = evidence.find((wanted) => wanted.id === act.evidenceId);
  if (demand !== undefined && demand.type !== act.value.type) {
    return refused(`“${demand.text}” asks for ${articled(demand.type)}, not ${articled(act.value.type)}.`);
  }
  const { evidenceId, value } = act;
  emit(work, { type: 'evidence.attached', data: { stepId: id, evidenceId, value, note: act.note ?? null } });
  return null;
}

function itemOf(work: Deliberation, index: number, itemId: string): ChecklistItem | null {
  const { action } = factsOf(work.state, index).step;
  return action.kind === 'checklist' ? (action.items.find((item) => item.id === itemId) ?? null) : null;
}

function noItem(itemId: string): Handled {
  return refused(`The checklist has no item “${itemId}”.`, 'not-found');
}

function articled(type: string): string {
  return type === 'text' ? 'text' : `a ${type}`;
}
