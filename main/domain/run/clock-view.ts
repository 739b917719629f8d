import type { RunHeader } from '../../../contract/views.ts';
import { projectRun } from './projection.ts';
import type { RunState } from './state.ts';
import { stepNamed } from './state.ts';

/** The clocks between two steps: the objective (RTO) is `limitMs`, the actual (RTA) runs from start to stop. */
export function clockViews(state: RunState, now: number): RunHeader['clocks'] {
  const { expected } = projectRun(state, now);
  return state.plan.clocks.map(({ name, from, to, limitMs }) => {
    const last = stepNamed(state, to);
    const isDone = last?.status === 'succeeded' || last?.status === 'skipped';
    const stoppedAt = isDone ? (last?.endedAt ?? null) : null;
    const position = state.index.positions.get(to);
    const expectedEnd = position === undefined ? null : (expected[position]?.end ?? null);
    return {
      name,
      startedAt: stepNamed(state, from)?.startedAt ?? null,
      stoppedAt,
      limitMs,
      projectedStopAt: stoppedAt ?? expectedEnd,
    };
  });
}
