import type { AttemptOutcome, EventData } from '../../../contract/events.ts';
import type { StepId, TargetName } from '../../../contract/ids.ts';
import type { PlanStep, PlanTarget } from '../../../contract/plan.ts';
import { type AttemptState, attemptOf, type RunState, type TargetState, targetNamed } from '../../domain/run/state.ts';
import type { Effect, EngineCommand } from '../../domain/run/types.ts';
import { Capture, type CaptureOptions, type StreamRecords } from '../capture/capture.ts';
import type { SecretForms } from '../capture/secret-forms.ts';
import type { LiveOutput } from './run-desk.ts';
import type { Flight } from './runner.ts';
import type { RunServices } from './services.ts';

/** What every performer needs of the core. */
export interface PerformContext {
  readonly services: RunServices;
  secretsOf(state: RunState): Readonly<Record<string, string>>;
  formsOf(state: RunState): SecretForms;
  /** Resolves once the report is durable (true), or will never be: refused, or the core stops (false). */
  report(state: RunState, command: EngineCommand): Promise<boolean>;
  live(output: LiveOutput): void;
}

/** One attempt with everything looked up. */
export interface Attempted {
  readonly state: RunState;
  readonly step: PlanStep;
  readonly target: PlanTarget | null;
  readonly targetState: TargetState;
  readonly attempt: AttemptState | null;
  readonly id: { readonly stepId: StepId; readonly target: TargetName; readonly attempt: number };
}

/** Throws when the state does not hold what the effect names: a defect. */
export function attempted(state: RunState, effect: Effect): Attempted {
  const { stepId, target, attempt } = effect;
  const step = state.plan.steps[state.index.positions.get(stepId) ?? -1];
  const targetState = targetNamed(state, stepId, target);
  if (step === undefined || targetState === null) throw new Error(`no ${stepId} on ${target} in ${state.runId}`);
  return {
    state,
    step,
    target: state.plan.targets.find((candidate) => candidate.name === target) ?? null,
    targetState,
    attempt: attemptOf(targetState, attempt),
    id: { stepId, target, attempt },
  };
}

/** How an attempt ended, as far as the performer knows. */
export interface Ending {
  readonly outcome: AttemptOutcome;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
  readonly reason: string | null;
  readonly outputs: Readonly<Record<string, string>>;
}

export function endedWithout(outcome: AttemptOutcome, reason: string): Ending {
  return { outcome, exitCode: null, signal: null, durationMs: 0, reason, outputs: {} };
}

export function attemptFinished(work: Attempted, ending: Ending, streams: StreamRecords): EngineCommand {
  const data: EventData<'attempt.finished'> = { ...work.id, ...ending, outputs: { ...ending.outputs }, streams };
  return { type: 'attempt-finished', ...data };
}

export function openCapture(
  context: PerformContext,
  work: Attempted,
  hooks: Pick<CaptureOptions, 'grant' | 'failed' | 'limitPassed'>,
): Capture {
  const { services } = context;
  const ref = { runId: work.state.runId, ...work.id };
  return new Capture({
    ref,
    store: services.outputs,
    forms: () => context.formsOf(work.state),
    now: services.clock.now,
    after: services.clock.after,
    live: (output) => context.live({ ...ref, runId: work.state.runId, ...output }),
    limit: work.step.action.kind === 'ssh' ? work.step.action.outputLimit : undefined,
    ...hooks,
  });
}

/** An attempt that ends before anything was sent. */
export function reportedEnd(context: PerformContext, work: Attempted, ending: Ending): Flight {
  const done = context.report(work.state, attemptFinished(work, ending, {})).then(() => {});
  return { cancel: () => {}, leave: async () => {}, done };
}
