import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { DraftEvent } from '../../../contract/events.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import type { PlanTarget, SshTarget } from '../../../contract/plan.ts';
import { usedTargets } from '../../domain/plan/index.ts';
import { actorOf, whenOf } from '../attribution.ts';
import type { TrustedKey } from '../ports/shell.ts';
import type { CoreParts } from './core-parts.ts';
import type { FeatureHandlers } from './handler.ts';

const SCAN_WITHIN_MS = 30_000;

export function hostKeyHandlers(parts: CoreParts): FeatureHandlers<'hostkeys'> {
  return {
    'hostkeys.scan': async (request) => {
      const asked = await targetsOf(parts, request);
      if (!asked.ok) return asked;
      const limit = new AbortController();
      const cancel = parts.clock.after(SCAN_WITHIN_MS, () => limit.abort());
      const states = await parts.shell.scanHostKeys(sshTargets(asked.value), limit.signal);
      cancel();
      return ok([...states]);
    },
    'hostkeys.trust': async ({ keys, how, attribution }, caller) => {
      const actor = actorOf(attribution, caller, parts.seat);
      if (!actor.ok) return actor;
      const at = whenOf(attribution, parts.clock.now());
      if (!at.ok) return at;
      const by = at.value === undefined ? { actor: actor.value } : { actor: actor.value, at: at.value };
      return trustKeys(parts, { keys, how, by });
    },
  };
}

export interface Trusting {
  readonly keys: readonly TrustedKey[];
  readonly how: OperationRequest<'hostkeys.trust'>['how'];
  readonly by: Parameters<CoreParts['journal']['append']>[1];
}

/** Only what was really added is recorded: a key that is known already, or differs by now, is not. */
export async function trustKeys(parts: CoreParts, trusting: Trusting): Promise<Result<{ trusted: number }>> {
  const trusted = await parts.shell.trustHostKeys(trusting.keys);
  if (trusted.length === 0) return ok({ trusted: 0 });
  const drafts = trusted.map((key): DraftEvent => ({ type: 'host-key.trusted', data: { ...key, how: trusting.how } }));
  const written = await parts.journal.append(drafts, trusting.by);
  return written.ok ? ok({ trusted: trusted.length }) : written;
}

async function targetsOf(
  parts: CoreParts,
  { key, runId }: OperationRequest<'hostkeys.scan'>,
): Promise<Result<readonly PlanTarget[]>> {
  if (runId !== undefined) {
    const state = parts.desk.state(runId);
    return state === null ? failed('not-found', `There is no run ${runId}.`) : ok(usedTargets(state.plan));
  }
  if (key === undefined) return failed('invalid-input', 'Name a runbook, an environment or a run.');
  const found = parts.library.find(key);
  if (!found.ok) return found;
  if (found.value.revision.kind === 'Environment') return parts.environments.targets(key);
  const plan = await parts.library.plan(found.value.text);
  return plan.ok ? ok(usedTargets(plan.value)) : plan;
}

function sshTargets(targets: readonly PlanTarget[]): readonly SshTarget[] {
  return targets.filter((target) => target.kind === 'ssh');
}
