import { holdWords } from '../../../contract/hold-words.ts';
import type { OpenRun, StepView } from '../../../contract/views.ts';
import { presentHolds } from './holds.ts';
import { paceOf } from './pace.ts';
import { projectRun } from './projection.ts';
import { ragOf } from './rag.ts';
import type { RunState } from './state.ts';
import { stepView } from './step-view.ts';

/** What the agenda shows of a run that is going on; null before its start and after its end. */
export function openRun(state: RunState, now: number, driven: boolean): OpenRun | null {
  if (state.startedAt === null || state.endedAt !== null) return null;
  const [hold] = presentHolds(state);
  return {
    timezone: state.plan.timezone,
    window: state.plan.window,
    t0: state.t0,
    now,
    pace: paceOf(state, now),
    projectedEnd: projectRun(state, now).end,
    rag: ragOf(state, now, driven),
    heldBecause: hold === undefined ? null : (hold.reason ?? holdWords(hold.cause)),
    next: nextThing(state, now),
  };
}

/** What a person is asked for comes before what runs, the nearest deadline before the longest wait. */
function nextThing(state: RunState, now: number): OpenRun['next'] {
  const views = [...troubled(state), ...state.live].flatMap((index) => {
    const id = state.plan.steps[index]?.id;
    const view = id === undefined ? null : stepView(state, id, now);
    return view === null ? [] : [view];
  });
  const asked = views.flatMap((view) => (view.need === null ? [] : [{ view, need: view.need }]));
  const [first] = asked.toSorted(
    (a, b) => (a.need.due ?? Number.MAX_VALUE) - (b.need.due ?? Number.MAX_VALUE) || a.need.since - b.need.since,
  );
  if (first !== undefined) {
    const { view, need } = first;
    return { stepId: view.id, title: view.title, what: need.what, who: need.who, due: need.due };
  }
  const moving = views.find((view) => movingWords[view.state] !== undefined) ?? views[0];
  if (moving === undefined) return null;
  const what = movingWords[moving.state] ?? 'next';
  return { stepId: moving.id, title: moving.title, what, who: moving.responsible, due: moving.projectedEnd };
}

/** What failed or is unknown: nothing of it goes on by itself, so it is not among the live ones. */
function troubled(state: RunState): readonly number[] {
  if (state.tally.failed + state.tally.indeterminate === 0) return [];
  return state.steps.flatMap((step, index) => (step.trouble === null ? [] : [index]));
}

const movingWords: Partial<Record<StepView['state'], string>> = {
  running: 'running',
  verifying: 'verifying',
  soaking: 'soaking',
  scheduled: 'scheduled',
};
