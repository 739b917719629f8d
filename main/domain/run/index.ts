/** The public door of the run: what the rest of the program may use. */
export { decide } from './decide.ts';
export { dueEffects } from './effects.ts';
export { evolve, replay } from './evolve.ts';
export { outputsOf } from './fold-targets.ts';
export { IMPLICIT_TARGET } from './plan-index.ts';
export {
  type AttemptState,
  attemptOf,
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
} from './state.ts';
export type { Command, Decision, Effect, EngineCommand, Facts } from './types.ts';
export { nextWake } from './wake.ts';
