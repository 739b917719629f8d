import type { ClosureCode } from '../../../contract/events.ts';
import { oneLine } from '../log/voice.ts';
import { unfinishedTargets } from './put-step.ts';
import type { RunState } from './state.ts';
import { stepAt } from './state.ts';

/**
 * Steps that can never start any more: a start dependency failed with `onFailure: continue`, or is such a step
 * itself. Positions, ascending. Empty unless a failed step lets the run go on.
 */
export function deadSteps(state: RunState): readonly number[] {
  if (state.tally.failed === 0 || state.tally.pending === 0) return [];
  const dead = new Set<number>();
  const reached = state.index.facts.flatMap((_facts, index) => (isToleratedFailure(state, index) ? [index] : []));
  for (let next = 0; next < reached.length; next += 1) {
    for (const successor of state.index.facts[reached[next] ?? -1]?.successors ?? []) {
      const { index, type } = successor;
      const releasesByEnd = type === 'FS' || (type === 'SS' && !hasReleasedStart(state, reached[next] ?? -1));
      if (!releasesByEnd || dead.has(index) || stepAt(state, index).status !== 'pending') continue;
      dead.add(index);
      reached.push(index);
    }
  }
  return [...dead].sort((a, b) => a - b);
}

/** Is there nothing left that could still happen without undoing a decision? */
export function isFinished(state: RunState): boolean {
  const { pending, ready, working, indeterminate, failed } = state.tally;
  if (ready + working + indeterminate > 0) return false;
  if (failed > 0 && toleratedFailures(state).length !== failed) return false;
  return pending === 0 || deadSteps(state).length === pending;
}

/** Why the run may not be closed, with what would change that; null when it may. */
export function closeRefusal(state: RunState): string | null {
  if (isFinished(state)) return null;
  const { ready, working, indeterminate, failed } = state.tally;
  const unresolved = failed - toleratedFailures(state).length;
  if (indeterminate > 0)
    return `The outcome of ${steps(indeterminate)} is not known: reconcile, retry, skip or settle by hand.`;
  if (unresolved > 0) return `${steps(unresolved)} failed: retry, skip or settle by hand, or abort the run.`;
  if (working + ready > 0) return `${steps(working + ready)} still in work or waiting for a person.`;
  return `${steps(state.tally.pending)} not done yet.`;
}

/** The code Holdpoint would close with, and why; null while the run is not finished. */
export function proposedClosure(state: RunState): { readonly code: ClosureCode; readonly because: string } | null {
  if (state.life !== 'running' || !isFinished(state)) return null;
  const failed = toleratedFailures(state);
  const dead = deadSteps(state);
  const isRequired = (index: number): boolean => state.index.facts[index]?.step.required === true;
  const lost = [...failed, ...dead].filter(isRequired);
  if (lost.length > 0) {
    return { code: 'unsuccessful', because: `Required and not done: ${titles(state, lost)}.` };
  }
  if (state.steps.length > 0 && state.tally.succeeded === 0) {
    return { code: 'unsuccessful', because: 'No step was done.' };
  }
  const issues = [...issueSentences(state, failed, dead), ...openIssueSentences(state)];
  if (issues.length === 0) return { code: 'successful', because: 'Every step was done or did not apply.' };
  return { code: 'successful-with-issues', because: issues.join(' ') };
}

function issueSentences(state: RunState, failed: readonly number[], dead: readonly number[]): readonly string[] {
  const positions = state.steps.map((_step, index) => index);
  const which = (is: (index: number) => boolean): readonly number[] => positions.filter(is);
  const kinds: readonly (readonly [string, readonly number[]])[] = [
    ['Failed', failed],
    ['Never started', dead],
    ['Skipped by a person', which((index) => stepAt(state, index).skippedBy === 'person')],
    ['Done by hand', which((index) => stepAt(state, index).status === 'succeeded' && stepAt(state, index).byHand)],
    ['Retried after a failure', which((index) => isRetried(state, index))],
  ];
  return kinds.filter(([, which]) => which.length > 0).map(([word, which]) => `${word}: ${titles(state, which)}.`);
}

function openIssueSentences(state: RunState): readonly string[] {
  const open = openIssuesText(state);
  return open === null ? [] : [`Open issues: ${open}.`];
}

/** Issues nobody resolved, each with its severity: `I-2 (high) Replication lags`; null = none. */
export function openIssuesText(state: RunState): string | null {
  const open = state.issues.filter((issue) => issue.resolved === null);
  if (open.length === 0) return null;
  return open.map(({ issueId, severity, text }) => `${issueId} (${severity}) ${oneLine(text)}`).join('; ');
}

function isRetried(state: RunState, index: number): boolean {
  const step = stepAt(state, index);
  return step.status === 'succeeded' && !step.byHand && step.retries > 0;
}

function toleratedFailures(state: RunState): readonly number[] {
  if (state.tally.failed === 0) return [];
  return state.steps.flatMap((_step, index) => (isToleratedFailure(state, index) ? [index] : []));
}

/** Failed, and the plan says to go on; what a person or a deadline refused is not tolerated. */
function isToleratedFailure(state: RunState, index: number): boolean {
  const facts = state.index.facts[index];
  const step = stepAt(state, index);
  if (facts === undefined || step.status !== 'failed') return false;
  return (
    facts.step.onFailure === 'continue' &&
    facts.step.action.kind !== 'gate' &&
    unfinishedTargets(step.targetTally) === 0
  );
}

function hasReleasedStart(state: RunState, index: number): boolean {
  return index >= 0 && stepAt(state, index).hasReleasedStart;
}

function titles(state: RunState, positions: readonly number[]): string {
  const shown = positions.slice(0, 5).map((index) => state.index.facts[index]?.step.title ?? '');
  const more = positions.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

function steps(count: number): string {
  return count === 1 ? '1 step' : `${count} steps`;
}
