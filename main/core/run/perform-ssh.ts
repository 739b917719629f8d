import type { SshAction, SshTarget } from '../../../contract/plan.ts';
import { runAsOf } from '../../domain/plan/index.ts';
import type { Capture } from '../capture/capture.ts';
import type { ShellRequest } from '../ports/shell.ts';
import { askCheck } from './ask-check.ts';
import { sshVariables } from './attempt-request.ts';
import { judgedShell } from './judge-shell.ts';
import { type Attempted, type Ending, endedWithout, type PerformContext, reportedEnd } from './performance.ts';
import type { Flight } from './runner.ts';
import { followShell } from './shell-attempt.ts';

/** How long a target that was cut off is looked for before its outcome is called unknown. */
const RECONNECT_MS = 120_000;

type SshWork = Attempted & { readonly action: SshAction; readonly target: SshTarget };

/**
 * One attempt on one host. `reattach` asks the host what became of an attempt of another core and never starts it;
 * what the host cannot say the step's `check` may.
 */
export function performSsh(context: PerformContext, work: SshWork, mode: 'start' | 'reattach'): Flight {
  const variables = sshVariables(work.state, work, context.secretsOf(work.state));
  if (!variables.ok && mode === 'start') {
    return reportedEnd(context, work, endedWithout('failed', `Nothing was sent. ${variables.problem.message}`));
  }
  // Whoever only asks needs no values: nothing is started with them.
  const env = variables.ok ? variables.value : {};
  return followShell(context, {
    work,
    // The target's boot id comes with it: without it a reboot could look like a command that never started.
    sentWaitsMs: 0,
    begin: (capture, receive) => {
      const request = requestOf(work, { env, mode, capture, now: context.services.clock.now() });
      return context.services.shell.perform(request, receive);
    },
    conclude: async (finished) => {
      const ending = judgedShell(context, work, finished);
      return ending.outcome === 'indeterminate' ? settledByCheck(context, work, ending) : ending;
    },
    recorded: async (ending, finished) => {
      // What is unknown may be asked again, and what a check settled may still run: the folder is what answers then.
      const isKnown = ending.outcome !== 'indeterminate' && finished.outcome !== 'indeterminate';
      if (isKnown) await context.services.shell.forget(work.target, keyOf(work));
    },
  });
}

function requestOf(
  work: SshWork,
  how: { env: Readonly<Record<string, string>>; mode: 'start' | 'reattach'; capture: Capture; now: number },
): ShellRequest {
  const { run: script, shell, cwd, detach } = work.action;
  const runAs = runAsOf(work.action, work.target);
  return {
    target: work.target,
    key: keyOf(work),
    script,
    shell,
    env: how.env,
    cwd,
    detach,
    timeoutMs: work.step.timeoutMs,
    ranForMs: how.mode === 'start' ? 0 : ranFor(work, how.now),
    mode: how.mode,
    ...(runAs === null ? {} : { runAs }),
    offsets: { stdout: how.capture.restartOffset('stdout'), stderr: how.capture.restartOffset('stderr') },
    targetBootId: work.attempt?.targetBootId ?? null,
    reconnectMs: RECONNECT_MS,
  };
}

/**
 * How much of the timeout is used up, by wall time: no other clock lasts from core to core. A clock set back meanwhile
 * uses up nothing. Whoever asks again about an unknown outcome starts the time anew: a question must not stop a script.
 */
function ranFor({ attempt }: SshWork, now: number): number {
  if (attempt === null || attempt.isReopened) return 0;
  return Math.max(0, now - (attempt.sentAt ?? attempt.startedAt));
}

function keyOf(work: SshWork): string {
  if (work.attempt === null) throw new Error(`${work.id.stepId} on ${work.id.target} was never begun`);
  return work.attempt.key;
}

/** Only "it holds" settles what is unknown; everything else leaves it to a person. */
async function settledByCheck(context: PerformContext, work: SshWork, ending: Ending): Promise<Ending> {
  const { check } = work.action;
  if (check === null) return ending;
  const answer = await askCheck(context, work, check).answer;
  const report = { type: 'check-finished', ...work.id, purpose: 'reconcile', ...answer, streams: {} } as const;
  await context.report(work.state, report);
  if (answer.answer !== 'holds') return ending;
  return { ...ending, outcome: 'succeeded', reason: `${ending.reason ?? 'Its outcome was unknown'}; its check holds.` };
}
