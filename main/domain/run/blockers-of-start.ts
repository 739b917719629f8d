import type { Dependency } from '../../../contract/plan.ts';
import type { Blocker } from '../../../contract/views.ts';
import { factsOf } from './deliberation.ts';
import { momentText } from './moment.ts';
import { whoIs } from './people.ts';
import { readyTime } from './schedule-facts.ts';
import type { RunState } from './state.ts';
import { stepAt } from './state.ts';
import { startsByItself } from './wake.ts';

/** Why a step is not ready: predecessors, then times. */
export function pendingBlockers(state: RunState, index: number, now: number): Blocker[] {
  const { step, startDependencies } = factsOf(state, index);
  const waitsFor = startDependencies.flatMap((dependency) => predecessorBlocker(state, index, dependency));
  const at = readyTime(state, index);
  if (at <= now) return waitsFor;
  const text = `It starts at ${momentText(state, at)} at the earliest.`;
  return [...waitsFor, { stepId: step.id, kind: 'time', text, unblock: 'Wait for that time.', who: null }];
}

/** Why a ready step has not started: it waits for somebody's word. */
export function readyBlockers(state: RunState, index: number): Blocker[] {
  const { step, isAutomated } = factsOf(state, index);
  const who = whoIs(state.plan, step.responsible);
  if (isAutomated && !startsByItself(state, index)) {
    return [{ stepId: step.id, kind: 'go', text: 'It waits for Go.', unblock: 'Give Go.', who }];
  }
  const act = personalStart[step.action.kind];
  return act === undefined ? [] : [{ stepId: step.id, kind: 'person', ...act, who }];
}

const personalStart: Readonly<Record<string, { readonly text: string; readonly unblock: string }>> = {
  manual: { text: 'Nobody has started it.', unblock: 'Start it.' },
  checklist: { text: 'Nobody has started it.', unblock: 'Start it, or tick its first item.' },
  message: { text: 'The message is not sent.', unblock: 'Send it, then say that it is sent.' },
};

function predecessorBlocker(state: RunState, index: number, dependency: Dependency): Blocker[] {
  const position = state.index.positions.get(dependency.step);
  const stepId = factsOf(state, index).step.id;
  if (position === undefined) {
    const text = `It waits for ${dependency.step}, which this run does not have.`;
    return [{ stepId, kind: 'predecessor', text, unblock: 'Skip the step.', who: null }];
  }
  const predecessor = stepAt(state, position);
  const isReleased = dependency.type === 'SS' ? predecessor.hasReleasedStart : predecessor.hasReleasedEnd;
  if (isReleased) return [];
  const { title, responsible } = factsOf(state, position).step;
  const verb = dependency.type === 'SS' ? 'start' : 'finish';
  const text = `It waits for “${title}” to ${verb} (${predecessor.status}).`;
  const unblock = predecessor.trouble === null ? `Let “${title}” ${verb}.` : `Retry, skip or settle “${title}”.`;
  return [{ stepId, kind: 'predecessor', text, unblock, who: whoIs(state.plan, responsible) }];
}
