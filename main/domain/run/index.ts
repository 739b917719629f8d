/** The public door of the run: what the rest of the program may use. */
export { runActions, stepActions } from './allowed-actions.ts';
export { blockers } from './blockers.ts';
export { decide } from './decide.ts';
export { dueEffects } from './effects.ts';
export { evolve, replay } from './evolve.ts';
export { runHeader, runSummary } from './run-view.ts';
export { attemptOf, isEnded, type RunState, stepAt, stepNamed, targetNamed } from './state.ts';
export { stepDetail } from './step-detail.ts';
export { stepStateName } from './step-state-name.ts';
export { stepView, stepViews } from './step-view.ts';
export type { Command, Decision, Effect, EngineCommand, Facts } from './types.ts';
export { nextWake } from './wake.ts';
