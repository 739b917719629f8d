import type { RunId } from '../../../contract/ids.ts';
import type { AskedProbe, ProbeStanding, RunProbes } from '../../../contract/probes.ts';
import type { RunState } from '../../domain/run/state.ts';

/** The probes of runs, as handlers and feeds see them. */
export interface ProbeDesk {
  /** How all of them stand; from what was kept where this core does not ask. */
  view(state: RunState): RunProbes;
  isWatching(runId: RunId): boolean;
  /** null = there is no such probe on such a target, or this core does not ask it. */
  standing(runId: RunId, key: string): ProbeStanding | null;
  /** Asks each probe of a run once, now; nothing is kept. */
  askOnce(state: RunState): Promise<readonly AskedProbe[]>;
  /** Called after each sample with its `standingKey`, and with null when a run begins or ends to be watched. */
  onNews(listener: (runId: RunId, key: string | null) => void): () => void;
}

/** The subject of a probe's series. */
export function probeSubject(runId: string, probe: string): string {
  return `run:${runId}/probe:${probe}`;
}

/** The subject of what a step of kind `probe` was answered. */
export function probeStepSubject(runId: string, stepId: string): string {
  return `run:${runId}/step:${stepId}`;
}
