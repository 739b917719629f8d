import type { RunId } from '../../../contract/ids.ts';
import { isEnded, type RunState } from '../../domain/run/state.ts';
import type { EngineCommand } from '../../domain/run/types.ts';
import type { RunSight } from './run-sight.ts';

export interface TakeOverParts extends Pick<RunSight, 'state' | 'isDriving'> {
  /** From here on this core drives it, and has what the vault gives for it. */
  drive(state: RunState): void;
  report(runId: RunId, command: EngineCommand): Promise<boolean>;
  /** Starts what is due. */
  attend(state: RunState): void;
}

/** What becomes of a run that is found going: `hold`, unless this core knows how it came to be. */
export type Died = 'hold' | 'go-on';

/** A run that was going when another core ended is held, as a rule: whether to go on is for a person to say. */
export async function takeOver(runId: RunId, died: Died, parts: TakeOverParts): Promise<void> {
  const found = parts.state(runId);
  if (found === null || isEnded(found) || parts.isDriving(runId)) return;
  parts.drive(found);
  if (died === 'hold' && found.life === 'running' && !isHeldUntilResumed(found)) {
    const reason = 'Holdpoint was restarted while the run was going.';
    await parts.report(runId, { type: 'engine-hold', cause: 'core-restarted', reason });
  }
  const state = parts.state(runId);
  if (state !== null) parts.attend(state);
}

function isHeldUntilResumed(state: RunState): boolean {
  return state.held.some((hold) => hold.cause !== 'step-failed' && hold.cause !== 'step-indeterminate');
}
