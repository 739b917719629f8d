import type { RunSummary } from '../../../contract/views.ts';

export const runStates = ['not started', 'running', 'held', 'completed', 'not completed'] as const;
export type RunsState = (typeof runStates)[number];

export interface RunsFilter {
  readonly mode: '' | 'live' | 'rehearsal';
  readonly state: '' | RunsState;
  readonly text: string;
}

export const noFilter: RunsFilter = { mode: '', state: '', text: '' };

/** Runs of this mode and state that hold every word of the text. */
export function runsShown(runs: readonly RunSummary[], filter: RunsFilter): readonly RunSummary[] {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return runs.filter((run) => {
    if (filter.mode !== '' && run.mode !== filter.mode) return false;
    if (filter.state !== '' && stateOf(run) !== filter.state) return false;
    if (words.length === 0) return true;
    const { title, runId, documentKey, change, closureCode } = run;
    const text = [title, runId, documentKey, change ?? '', closureCode ?? '', run.life].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function stateOf(run: RunSummary): RunsState {
  if (run.life === 'draft' || run.life === 'armed') return 'not started';
  if (run.endedAt !== null) return run.life === 'completed' ? 'completed' : 'not completed';
  return run.held ? 'held' : 'running';
}
