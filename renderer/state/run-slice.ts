import type { Subscription } from '../../contract/client.ts';
import type { Problem } from '../../contract/errors.ts';
import { runIdSchema } from '../../contract/ids.ts';
import type { TopicMessage } from '../../contract/topics.ts';
import { applyRunMessage, mirrorOf, type RunMirror } from './run-mirror.ts';
import type { SliceTools } from './tools.ts';

export interface RunSlice {
  readonly run: RunMirror | null;
  readonly runProblem: (Pick<Problem, 'message'> & { readonly code: string }) | null;
  /** Follows one run, or none. Following the same one again changes nothing. */
  followRun(runId: string | null): void;
  /** Asks for the whole view once more: after a stale refusal, or when a patch is overdue. */
  refreshRun(): Promise<void>;
  refreshAfterReconnect(): void;
}

export function runSlice({ client, set, get, surroundings }: SliceTools): RunSlice {
  let followed: string | null = null;
  let subscription: Subscription | null = null;

  return {
    run: null,
    runProblem: null,
    followRun(runId) {
      if (runId === followed) return;
      subscription?.close();
      subscription = null;
      followed = runId;
      set({ run: null, runProblem: null, missingSecrets: [] });
      get().openDrafts(runId);
      if (runId === null) return;
      get().restorePanel(runId);
      follow(runId);
    },
    async refreshRun() {
      const runId = get().run?.header.runId;
      if (runId === undefined) return;
      const answer = await client.call('runs.get', { runId });
      if (!answer.ok || followed !== runId) return;
      const present = get().run;
      const isOlder = present !== null && present.header.lastSeq > answer.value.header.lastSeq;
      if (!isOlder) set({ run: mirrorOf(answer.value, surroundings.now()) });
      get().settleAsks();
      get().refreshStep();
    },
    refreshAfterReconnect() {
      get().refreshStep();
    },
  };

  function follow(runId: string): void {
    const id = runIdSchema.safeParse(runId);
    if (!id.success) {
      set({ runProblem: { code: 'not-found', message: `“${runId}” is not the id of a run.` } });
      return;
    }
    subscription = client.subscribe(
      'run',
      { runId: id.data },
      {
        message: (message) => followed === runId && hear(message),
        problem: (problem) => followed === runId && set({ runProblem: problem }),
      },
    );
  }

  function hear(message: TopicMessage<'run'>): void {
    const before = get().run;
    const run = applyRunMessage(before, message, surroundings.now());
    if (run === null) return;
    set({ run, runProblem: null });
    get().settleAsks();
    if (message.kind === 'snapshot') {
      get().refreshStep();
      // A rehearsal touches no host and needs no secret.
      if (run.header.endedAt === null && run.header.mode === 'live') void get().lookForMissingSecrets(run.header.runId);
    } else if (touchesSelection(message, before)) get().refreshStep();
  }

  /** The selected step's detail depends on itself, on what stands before it, and on the run's life cycle. */
  function touchesSelection(patch: Extract<TopicMessage<'run'>, { kind: 'patch' }>, before: RunMirror | null): boolean {
    const { route, run } = get();
    if (route.screen !== 'run' || route.stepId === null) return false;
    if (patch.header.lifecycleSeq !== before?.header.lifecycleSeq) return true;
    const selected = run?.steps.find((step) => step.id === route.stepId);
    const related = new Set<string>([route.stepId, ...(selected?.after ?? []).map((dependency) => dependency.step)]);
    return patch.steps.some((step) => related.has(step.id));
  }
}
