import { assertNever } from '../../../contract/assert-never.ts';
import type { ShellFinished } from '../ports/shell.ts';
import type { SimulatedFault, SimulatedPart } from '../ports/simulator.ts';
import { faultFor } from './faults.ts';
import type { Attempted, Ending, PerformContext } from './performance.ts';
import type { Flight } from './runner.ts';
import { followShell } from './shell-attempt.ts';

const RECONNECT_MS = 60_000;
/** There is nothing to ask after a crash, so a no-op step may spare a sync of the disk. */
const SENT_WAITS_MS = 20;

/** An automated step of a rehearsal, of whatever kind: planned time passes, nothing is touched. */
export function performSimulated(context: PerformContext, work: Attempted, mode: 'start' | 'reattach'): Flight {
  const { speed } = work.state;
  // A person who asks again what became of a dropped attempt finds it finished: that is what is rehearsed.
  const part = mode === 'reattach' ? foundFinished(work) : partOf(work);
  return followShell(context, {
    work,
    sentWaitsMs: SENT_WAITS_MS,
    begin: (_capture, receive) => context.services.simulator.play(part, receive),
    conclude: async (finished) => endingOf(finished, { speed, outputs: simulatedOutputs(work) }),
    recorded: async () => {},
  });
}

function partOf(work: Attempted): SimulatedPart {
  const { state, step, targetState } = work;
  const plannedMs = step.duration?.likelyMs ?? 0;
  // A fault holds until a person asked for a retry, so that both the failure and its cure can be rehearsed.
  const fault = targetState.roundFrom === 0 ? faultFor(state.faults, step.id, targetState.name) : null;
  return {
    says: [`${step.title} on ${targetState.name}`, `planned for ${Math.round(plannedMs / 1000)} s${faultWords(fault)}`],
    durationMs: plannedMs / state.speed,
    timeoutMs: step.timeoutMs === null ? null : step.timeoutMs / state.speed,
    reconnectMs: RECONNECT_MS / state.speed,
    fault,
  };
}

function foundFinished(work: Attempted): SimulatedPart {
  const says = [`${work.step.title} on ${work.targetState.name} was found finished`];
  return { says, durationMs: 0, timeoutMs: null, reconnectMs: 0, fault: null };
}

function faultWords(fault: SimulatedFault | null): string {
  if (fault === null) return '';
  switch (fault.kind) {
    case 'exit':
      return `, with exit code ${fault.code} as ordered`;
    case 'timeout':
      return ', hanging as ordered';
    case 'drop':
      return ', losing contact as ordered';
    default:
      return assertNever(fault);
  }
}

function endingOf(finished: ShellFinished, how: { speed: number; outputs: Record<string, string> }): Ending {
  const { outcome, exitCode, signal, reason } = finished;
  const outputs = outcome === 'succeeded' ? how.outputs : {};
  return { outcome, exitCode, signal, reason, durationMs: Math.round(finished.durationMs * how.speed), outputs };
}

function simulatedOutputs(work: Attempted): Record<string, string> {
  const { action } = work.step;
  if (action.kind !== 'ssh' && action.kind !== 'http') return {};
  return Object.fromEntries(Object.keys(action.outputs).map((name) => [name, `simulated-${name}`]));
}
