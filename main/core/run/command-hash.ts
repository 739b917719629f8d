import type { StepId, TargetName } from '../../../contract/ids.ts';
import { canonical } from '../../domain/audit/canonical.ts';
import { resolveRequest, runAsOf, stepEnvironment } from '../../domain/plan/index.ts';
import { destinationOf } from '../../domain/plan/upload-text.ts';
import { vaultNamesIn } from '../../domain/plan/vault-references.ts';
import type { RunState } from '../../domain/run/index.ts';
import type { Digest } from '../ports/digest.ts';
import { maskedSecrets, valuesOf } from './attempt-request.ts';

/**
 * SHA-256 over what would be sent to this target now, secrets masked: two attempts with the same hash were the same
 * command. Total: what cannot be resolved stays in it as written.
 */
export function commandHash(
  state: RunState,
  at: { readonly stepId: StepId; readonly target: TargetName },
  digest: Digest,
): string {
  return digest(canonical(commandOf(state, at)));
}

function commandOf(state: RunState, at: { stepId: StepId; target: TargetName }): unknown {
  const index = state.index.positions.get(at.stepId);
  const step = index === undefined ? undefined : state.plan.steps[index];
  const target = state.plan.targets.find((candidate) => candidate.name === at.target);
  const action = step?.action;
  const ofVault = action === undefined ? [] : vaultNamesIn(action, state.secretNames);
  const scope = valuesOf(state, maskedSecrets([...state.secretNames, ...ofVault]));
  if (action?.kind === 'ssh' && target?.kind === 'ssh') {
    const { run: script, shell, cwd, detach } = action;
    const env = stepEnvironment(action, target, { scope, runId: state.runId }).values;
    const { host, port, user, jump } = target;
    const runAs = runAsOf(action, target);
    const account = runAs === null ? {} : { runAs };
    return { kind: 'ssh', script, shell, cwd, detach, env, address: { host, port, user, jump }, ...account };
  }
  if (action?.kind === 'upload' && target?.kind === 'ssh') {
    const { mode, owner, payload = null } = action;
    const { path: to } = destinationOf(action, target, scope);
    const { host, port, user, jump } = target;
    const sent = payload === null ? null : { sha256: payload.sha256, bytes: payload.bytes };
    return { kind: 'upload', sent, to, mode, owner, address: { host, port, user, jump } };
  }
  if (action?.kind === 'http' && target?.kind === 'http') {
    const { method, url, headers, body } = resolveRequest(action.request, target, scope);
    return { kind: 'http', method, url, headers, body };
  }
  if (action?.kind === 'probe') {
    const probe = state.plan.probes?.find(({ name }) => name === action.probe) ?? null;
    const { until, forMs } = action;
    return {
      kind: 'probe',
      probe: probe === null ? null : { ...probe, targets: null },
      until,
      forMs,
      target: at.target,
    };
  }
  return { kind: 'simulated', step: step?.hash ?? null, target: at.target };
}
