import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import type { Plan } from '../../../contract/plan.ts';
import type { PayloadDesk } from './payload-desk.ts';

interface Compiled {
  readonly plan: Plan;
  readonly values: Readonly<Record<string, string>>;
}

/** The plan with what its uploads send. A live run needs all of it; a rehearsal does without what is not there yet. */
export async function frozenPayloads(
  { payloads }: { readonly payloads?: PayloadDesk },
  { plan, values }: Compiled,
  request: Pick<OperationRequest<'runs.create'>, 'key' | 'mode' | 'folder'>,
): Promise<Result<Plan>> {
  if (payloads === undefined || !plan.steps.some((step) => step.action.kind === 'upload')) return ok(plan);
  const frozen = await payloads.freeze(plan, values, { documentKey: request.key, folder: request.folder });
  if (request.mode === 'rehearsal' || frozen.lacks.length === 0) return ok(frozen.plan);
  const details = frozen.lacks.map(({ stepId, message }) => `${stepId}: ${message}`);
  const [only = ''] = details;
  if (details.length === 1)
    return failed('refused', `What ${only}`.replace(/^What (\S+): /, 'What $1 is to send cannot be found. '));
  return failed('refused', `What ${details.length} steps are to send cannot be found.`, { details });
}
