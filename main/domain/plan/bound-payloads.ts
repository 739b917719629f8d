import type { Plan, PlanHashes } from '../../../contract/plan.ts';
import { canonical } from '../audit/canonical.ts';
import type { DigestText } from './compile-plan.ts';

/** What is sent belongs to the binding, as inputs and targets do: other bytes are another binding of the same plan. */
export function boundPayloads(plan: Plan, hashes: PlanHashes, digest: DigestText): PlanHashes {
  const payloads = plan.steps.flatMap(({ id, action }) =>
    action.kind === 'upload'
      ? [{ step: id, sha256: action.payload?.sha256 ?? null, bytes: action.payload?.bytes ?? null }]
      : [],
  );
  if (payloads.length === 0) return hashes;
  return { ...hashes, binding: digest(canonical({ binding: hashes.binding, payloads })) };
}
