import type { RunHeader, RunSummary } from '../../../contract/views.ts';
import { runActions } from './allowed-actions.ts';
import { clockViews } from './clock-view.ts';
import { proposedClosure } from './closure.ts';
import { factsOf } from './deliberation.ts';
import { presentHolds } from './holds.ts';
import { openRun } from './open-run.ts';
import { paceOf } from './pace.ts';
import { preflightLacks } from './preflight-lacks.ts';
import { projectRun, slackOf } from './projection.ts';
import { ragOf } from './rag.ts';
import type { RunState } from './state.ts';
import { isHeld, stepAt } from './state.ts';

/** The band at the top of a run. `driven` = a core drives it now. */
export function runHeader(state: RunState, now: number, driven: boolean): RunHeader {
  return {
    runId: state.runId,
    title: state.plan.title,
    documentKey: state.document.key,
    revision: state.document.revision,
    change: state.plan.change,
    mode: state.mode,
    speed: state.speed,
    pace: paceOf(state, now),
    life: state.life,
    held: presentHolds(state).map(({ cause, reason, stepId, since }) => ({ cause, reason, stepId, since })),
    failing: isFailing(state),
    driven,
    timezone: state.plan.timezone,
    window: state.plan.window,
    t0: state.t0,
    now,
    createdAt: state.createdAt,
    startedAt: state.startedAt,
    endedAt: state.endedAt,
    projectedEnd: projectRun(state, now).end,
    slackMs: slackOf(state, now),
    rag: ragOf(state, now, driven),
    issues: issuesInOrder(state.issues),
    lastUpdate: state.lastUpdate,
    preflight: {
      demand: state.preflight.demand,
      last:
        state.preflight.last === null
          ? null
          : { verdict: state.preflight.last.verdict, endedAt: state.preflight.last.endedAt },
      lacks: [...preflightLacks(state, now)],
    },
    chair: state.chair,
    ...answersOf(state),
    closure: state.closure,
    proposedClosure: proposedClosure(state),
    counts: counts(state),
    clocks: clockViews(state, now),
    allowedActions: runActions(state),
    lifecycleSeq: state.lifecycleSeq,
    lastSeq: state.lastSeq,
  };
}

function answersOf({ answers }: RunState): Pick<RunHeader, 'answers'> {
  if (answers === null) return {};
  const { fileName, others, given } = answers;
  return { answers: { fileName, others, given: Object.keys(given).length } };
}

/** One line of the list of runs. */
export function runSummary(state: RunState, now: number, driven: boolean): RunSummary {
  const { done, total } = counts(state);
  return {
    runId: state.runId,
    title: state.plan.title,
    documentKey: state.document.key,
    change: state.plan.change,
    mode: state.mode,
    life: state.life,
    held: isHeld(state),
    failing: isFailing(state),
    driven,
    createdAt: state.createdAt,
    startedAt: state.startedAt,
    endedAt: state.endedAt,
    closureCode: state.closure?.code ?? null,
    done,
    total,
    open: openRun(state, now, driven),
  };
}

/** A step failed or is unknown while others go on. */
export function isFailing(state: RunState): boolean {
  return state.life === 'running' && state.tally.failed + state.tally.indeterminate > 0;
}

function counts(state: RunState): RunHeader['counts'] {
  const { tally } = state;
  const gates = state.live.filter((index) => isWaitingGate(state, index)).length;
  return {
    total: state.steps.length,
    done: tally.succeeded + tally.skipped + tally.cancelled,
    running: tally.working - gates,
    waiting: tally.ready + gates,
    failed: tally.failed,
    unknown: tally.indeterminate,
  };
}

/** A gate starts by itself, but what happens then is waiting. */
function isWaitingGate(state: RunState, index: number): boolean {
  return stepAt(state, index).status === 'working' && factsOf(state, index).step.action.kind === 'gate';
}

/** Open ones first, then by number. */
function issuesInOrder(issues: RunState['issues']): RunHeader['issues'] {
  return [...issues.filter((issue) => issue.resolved === null), ...issues.filter((issue) => issue.resolved !== null)];
}
