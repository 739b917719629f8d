import type { Problem } from '../../contract/errors.ts';
import { runIdSchema, stepIdSchema } from '../../contract/ids.ts';
import type { StepDetail } from '../../contract/step-detail.ts';
import type { SliceTools } from './tools.ts';

export interface StepSlice {
  /** Detail of the selected step; null while it is on its way or none is selected. */
  readonly detail: StepDetail | null;
  readonly detailProblem: Problem | null;
  followStep(runId: string | null, stepId: string | null, target: string | null): void;
  /** Asks again, at most one request at a time and one more after it. */
  refreshStep(): void;
}

export function stepSlice({ client, set, get }: SliceTools): StepSlice {
  let wanted: { readonly runId: string; readonly stepId: string } | null = null;
  let isAsking = false;
  let isAskedAgain = false;

  return {
    detail: null,
    detailProblem: null,
    followStep(runId, stepId, target) {
      const isSame = wanted?.runId === runId && wanted?.stepId === stepId;
      if (!isSame) {
        wanted = runId === null || stepId === null ? null : { runId, stepId };
        set({ detail: null, detailProblem: null });
        refresh();
      }
      get().followOutput(target);
    },
    refreshStep: refresh,
  };

  function refresh(): void {
    if (wanted === null) return;
    if (isAsking) {
      isAskedAgain = true;
      return;
    }
    void ask();
  }

  async function ask(): Promise<void> {
    const asked = wanted;
    const runId = runIdSchema.safeParse(asked?.runId);
    const stepId = stepIdSchema.safeParse(asked?.stepId);
    if (!runId.success || !stepId.success) return;
    isAsking = true;
    const answer = await client.call('runs.step', { runId: runId.data, stepId: stepId.data });
    isAsking = false;
    if (asked === wanted) {
      set(answer.ok ? { detail: answer.value, detailProblem: null } : { detailProblem: answer.problem });
      if (answer.ok) get().followOutput(currentTarget());
    }
    if (isAskedAgain || asked !== wanted) {
      isAskedAgain = false;
      refresh();
    }
  }

  function currentTarget(): string | null {
    const { route } = get();
    return route.screen === 'run' ? route.target : null;
  }
}
