import type { Blocker } from '../../../contract/views.ts';
import { openApprovers } from './approval.ts';
import { completionLacks, type Lack } from './completion.ts';
import { factsOf } from './deliberation.ts';
import { lackSentence } from './lack-sentence.ts';
import { isOutOfContact } from './lost-contact.ts';
import { momentText } from './moment.ts';
import { whoIs } from './people.ts';
import type { RunState, TargetState } from './state.ts';
import { stepAt } from './state.ts';
import { completesByItself } from './wake.ts';

/** Why a step in work is not over. */
export function workingBlockers(state: RunState, index: number, now: number): Blocker[] {
  const facts = factsOf(state, index);
  if (facts.isAutomated) return targetBlockers(state, index);
  const lacks = completionLacks(state, index, now).map((lack) => lackBlocker(state, index, lack));
  if (lacks.length > 0 || completesByItself(state, index)) return lacks;
  const who = whoIs(state.plan, facts.step.responsible);
  return [{ stepId: facts.step.id, kind: 'person', text: 'It is in work.', unblock: 'Say done or failed.', who }];
}

/** Why a step that ended badly lets nothing after it start. */
export function troubleBlockers(state: RunState, index: number): Blocker[] {
  const { step } = factsOf(state, index);
  const { trouble, reason } = stepAt(state, index);
  const who = whoIs(state.plan, step.responsible);
  const acts = step.required ? 'Retry it, or settle it by hand.' : 'Retry it, skip it, or settle it by hand.';
  if (trouble === 'indeterminate') {
    const text = reason ?? 'It is not known what became of it.';
    return [{ stepId: step.id, kind: 'indeterminate', text, unblock: `Reconcile it. ${acts}`, who }];
  }
  const unblock = step.action.kind !== 'gate' ? acts : step.required ? 'Ask again.' : 'Ask again, or skip it.';
  return [{ stepId: step.id, kind: 'failed', text: reason ?? 'It failed.', unblock, who }];
}

function targetBlockers(state: RunState, index: number): Blocker[] {
  const { step } = factsOf(state, index);
  const { targetTally: tally, nextRetryAt } = stepAt(state, index);
  const found: Blocker[] = [];
  const add = (kind: Blocker['kind'], text: string, unblock: string): void => {
    found.push({ stepId: step.id, kind, text, unblock, who: null });
  };
  const lost = stepAt(state, index).targets.filter(isOutOfContact);
  const inWork = tally.open + tally.verifying - lost.length;
  if (inWork > 0) add('target', `${targets(inWork)} in work.`, 'Wait for the outcome.');
  for (const [reason, names] of byReason(lost)) {
    const text = `${named(names)} out of contact: ${reason}`;
    add('target', text, 'It is asked again by itself once it can be: see to what the reason names.');
  }
  if (tally.questions > 0) add('target', `${targets(tally.questions)} first asked by a check.`, 'Wait for the answer.');
  if (tally.delayed > 0 && nextRetryAt !== null) {
    add(
      'time',
      `${targets(tally.delayed)} tried again from ${momentText(state, nextRetryAt)} on.`,
      'Wait for that time.',
    );
  }
  if (tally.startable > 0) {
    const isFull = state.busy.length >= state.forks;
    const why = isFull ? `all ${state.forks} forks are in use` : 'not started yet';
    add(isFull ? 'forks' : 'target', `${targets(tally.startable)} waiting: ${why}.`, 'Wait for a free place.');
  }
  return found;
}

function byReason(lost: readonly TargetState[]): ReadonlyMap<string, readonly string[]> {
  const reasons = new Map<string, string[]>();
  for (const { name, attempts } of lost) {
    const reason = attempts.at(-1)?.outOfContactReason ?? '';
    reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
  }
  return reasons;
}

function named(names: readonly string[]): string {
  const [first = ''] = names;
  return names.length === 1 ? `${first} is` : `${first} and ${names.length - 1} more are`;
}

function lackBlocker(state: RunState, index: number, lack: Lack): Blocker {
  const { step } = factsOf(state, index);
  const base = { stepId: step.id, text: lackSentence(state, lack), who: whoIs(state.plan, step.responsible) };
  switch (lack.kind) {
    case 'predecessor':
      return {
        ...base,
        kind: 'predecessor',
        unblock: `Let ${lack.stepId} go on.`,
        who: responsibleFor(state, lack.stepId),
      };
    case 'time':
      return { ...base, kind: 'time', unblock: 'Wait for that time.', who: null };
    case 'item':
      return {
        ...base,
        kind: 'item',
        unblock: lack.isHalf ? 'Let another person look and tick it.' : 'Tick it.',
        who: whoIs(state.plan, lack.responsible ?? step.responsible),
      };
    case 'criterion':
      return { ...base, kind: 'criterion', unblock: 'See that it is met, and say so.' };
    case 'evidence':
      return { ...base, kind: 'evidence', unblock: 'Attach it.' };
    case 'sent':
      return { ...base, kind: 'person', unblock: 'Send it, then say that it is sent.' };
    case 'approval':
      return { ...base, kind: 'approval', unblock: 'Approve or reject.', who: approver(state, index, lack.roles) };
  }
}

function approver(state: RunState, index: number, roles: readonly string[]): Blocker['who'] {
  const open = openApprovers(state, index)[0];
  if (open === undefined) return whoIs(state.plan, roles[0] ?? null);
  return { ...(whoIs(state.plan, open.person) ?? { phone: null }), role: open.role, person: open.person };
}

function responsibleFor(state: RunState, stepId: string): Blocker['who'] {
  const index = state.index.positions.get(stepId);
  return index === undefined ? null : whoIs(state.plan, factsOf(state, index).step.responsible);
}

function targets(count: number): string {
  return count === 1 ? '1 target' : `${count} targets`;
}
