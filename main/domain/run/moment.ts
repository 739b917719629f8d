import { pairedExact } from '../log/site-time.ts';
import type { RunState } from './state.ts';

/** An instant as it is read aloud, in the runbook's zone and UTC: `23:45 Berlin (22:45 UTC)`, with its day where it is not T0's. */
export function momentText(state: RunState, at: number): string {
  return pairedExact(state.plan.timezone, at, state.t0 ?? state.createdAt);
}
