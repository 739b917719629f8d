import type { Plan, UploadAction } from '../../../contract/plan.ts';
import { destinationOf } from '../../domain/plan/upload-text.ts';
import type { UploadFacts } from '../../domain/preflight/judge-upload.ts';
import type { Origin, PayloadDesk } from './payload-desk.ts';

interface Asked {
  readonly plan: Plan;
  readonly values: Readonly<Record<string, string>>;
  readonly origin?: Origin;
}

/** Every upload step before it starts: what it would send now, and to which folders. */
export async function uploadsOf(
  { payloads }: { readonly payloads?: PayloadDesk },
  { plan, values, origin = { documentKey: null } }: Asked,
): Promise<readonly UploadFacts[]> {
  if (payloads === undefined) return [];
  const facts: UploadFacts[] = [];
  for (const step of plan.steps) {
    const { action } = step;
    if (action.kind !== 'upload') continue;
    facts.push({
      stepId: step.id,
      payload: await payloadOf(payloads, action, { values, origin }),
      places: placesOf({ plan, values }, action),
    });
  }
  return facts;
}

async function payloadOf(
  payloads: PayloadDesk,
  action: UploadAction,
  { values, origin }: { readonly values: Asked['values']; readonly origin: Origin },
): Promise<UploadFacts['payload']> {
  if (action.payload === undefined) {
    const found = await payloads.find(action, values, origin);
    return found.ok ? found.value : { problem: found.problem.message };
  }
  const ready = await payloads.ready(action.payload);
  return ready.ok ? action.payload : { problem: ready.problem.message };
}

/** A folder that outputs of earlier steps name is not known yet, and not asked about. */
function placesOf({ plan, values }: Asked, action: UploadAction): UploadFacts['places'] {
  const names = new Set<string>(action.targets);
  return plan.targets.flatMap((target) => {
    if (!names.has(target.name)) return [];
    const { path, unresolved } = destinationOf(action, target, { inputs: values, secrets: {}, outputs: {} });
    const folder = path.slice(0, path.lastIndexOf('/')) || '/';
    return unresolved.length > 0 && folder.includes('${{') ? [] : [{ target: target.name, folder }];
  });
}
