import { vaultNamesIn } from '../../domain/plan/vault-references.ts';
import type { RunState } from '../../domain/run/state.ts';
import type { Effect } from '../../domain/run/types.ts';
import { performCheck, simulateCheck } from './perform-check.ts';
import { performHttp, settleHttp } from './perform-http.ts';
import { performProbe } from './perform-probe.ts';
import { performSimulated } from './perform-simulated.ts';
import { performSsh } from './perform-ssh.ts';
import { performUpload } from './perform-upload.ts';
import { type Attempted, attempted, endedWithout, type PerformContext, reportedEnd } from './performance.ts';
import type { Flight } from './runner.ts';

/**
 * From an effect to the one who can bring it about; null = not yet. A rehearsal and the real thing part here and
 * nowhere else.
 */
export function perform(
  context: PerformContext,
  state: RunState,
  effect: Exclude<Effect, { kind: 'cancel' }>,
): Flight | null {
  const work = attempted(state, effect);
  const { action } = work.step;
  const mode = effect.kind === 'reconcile' ? 'reattach' : 'start';
  const isSimulated = state.mode === 'rehearsal';
  if (effect.kind === 'check') {
    // Without its secrets a question is answered with "cannot tell", which fails what may well be in order.
    const missing = [...missingSecrets(context, state), ...lackingOfVault(context, work)];
    if (!isSimulated && state.life === 'running' && missing.length > 0) return null;
    return isSimulated ? simulateCheck(context, work, effect.purpose) : performCheck(context, work, effect.purpose);
  }
  if (isSimulated) return performSimulated(context, work, mode);
  const { target } = work;
  if (mode === 'reattach' && secretsMissing(context, work)) return null;
  if (action.kind === 'ssh' && target?.kind === 'ssh') return performSsh(context, { ...work, action, target }, mode);
  if (action.kind === 'upload' && target?.kind === 'ssh') {
    return performUpload(context, { ...work, action, target }, mode);
  }
  if (action.kind === 'http' && target?.kind === 'http') {
    const call = { ...work, action, target };
    return mode === 'start' ? performHttp(context, call) : settleHttp(context, call);
  }
  if (action.kind === 'probe' && target !== null) return performProbe(context, { ...work, action, target });
  // Compiling refuses such a plan for a live run; nothing is sent whatever comes.
  const reason = `This build cannot execute ${work.step.kind} on ${work.id.target}. Nothing was sent.`;
  return reportedEnd(context, work, endedWithout('failed', reason));
}

/**
 * What a target printed meanwhile may hold a secret that only the core which died knew: it is not read before the
 * secrets are given again, or it could not be kept out of the output.
 */
function secretsMissing(context: PerformContext, work: Attempted): boolean {
  const { state, id } = work;
  const missing = [...missingSecrets(context, state), ...lackingOfVault(context, work)];
  if (missing.length === 0) return false;
  const names = missing.join(', ');
  const reason = `The target is asked once these secrets are given again: ${names}. Before, what it says could not be kept free of them.`;
  void context.report(state, { type: 'attempt-lost-contact', ...id, reason });
  return true;
}

function lackingOfVault(context: PerformContext, { state, step }: Attempted): readonly string[] {
  const known = context.secretsOf(state);
  return vaultNamesIn(step.action, state.secretNames).filter((name) => !Object.hasOwn(known, name));
}

function missingSecrets(context: PerformContext, state: RunState): string[] {
  const known = context.secretsOf(state);
  return state.secretNames.filter((name) => !Object.hasOwn(known, name));
}
