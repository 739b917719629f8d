import type { RunId } from '../../../contract/ids.ts';
import type { RunState } from '../../domain/run/state.ts';

/** What everyone who waits on runs sees of them: their newest durable state, and their own time. */
export interface RunSight {
  /** Null when there is no such run. */
  state(runId: RunId): RunState | null;
  /** May this core touch its targets? */
  isDriving(runId: RunId): boolean;
  /** Scenario time: wall time when live, scaled in a rehearsal. */
  now(state: RunState): number;
  /** Real milliseconds until a moment of the run; 0 when it is past. */
  realMsUntil(state: RunState, moment: number): number;
}
