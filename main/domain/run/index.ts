/** The public door of the run: what the rest of the program may use. */
export { runActions, stepActions } from './allowed-actions.ts';
export { blockers } from './blockers.ts';
export { deadSteps, isFinished, proposedClosure } from './closure.ts';
export { decide } from './decide.ts';
export { dueEffects } from './effects.ts';
export { evolve, replay } from './evolve.ts';
export { outputsOf } from './fold-targets.ts';
export { IMPLICIT_TARGET } from './plan-index.ts';
export { isFailing, runHeader, runSummary } from './run-view.ts';
export {
  type AttemptState,
  attemptOf,
  criterionOf,
  type Hold,
  isEnded,
  isHeld,
  isOver,
  type RunState,
  type StepState,
  stepAt,
  stepNamed,
  type TargetState,
  targetNamed,
  tickOf,
} from './state.ts';
export { stepDetail } from './step-detail.ts';
export { stepStateName, targetStateName } from './step-state-name.ts';
export { stepView, stepViews } from './step-view.ts';
export type { Command, Decision, Effect, EngineCommand, Facts } from './types.ts';
export { nextWake } from './wake.ts';
