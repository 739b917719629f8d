import type { SimulatedFault } from '../ports/simulator.ts';
import type { ProbeAnswer } from './ask-probe.ts';

/** A rehearsal asks nobody: everything is well, unless something else was ordered. */
export function simulatedAnswer(fault: SimulatedFault | null): ProbeAnswer {
  const answer = { value: null, durationMs: 0 };
  if (fault === null) return { ...answer, verdict: 'successful', detail: 'SIMULATED: nothing was asked.' };
  if (fault.kind === 'exit')
    return { ...answer, verdict: 'failed', detail: `SIMULATED: failed with ${fault.code}, as ordered.` };
  return { ...answer, verdict: 'inconclusive', detail: 'SIMULATED: no answer, as ordered.' };
}
