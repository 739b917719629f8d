import type { Finding } from '../../../contract/errors.ts';
import type { Plan, PlanStep } from '../../../contract/plan.ts';
import type { PreflightCheck } from '../../../contract/preflight.ts';
import { previewOf } from '../plan/preview.ts';
import { good, notGood } from './check.ts';

/** Values as they will be sent: secrets by name only. */
export interface KnownValues {
  readonly inputs: Readonly<Record<string, string>>;
  readonly secretNames: readonly string[];
  /** References whose lack is told already, e.g. `inputs.version`. */
  readonly told: readonly string[];
}

/** What of the plan itself stands in the way of a live run. */
export function judgePlan(plan: Plan, known: KnownValues, findings: readonly Finding[]): readonly PreflightCheck[] {
  const faults = [
    ...findings.filter((finding) => finding.severity === 'not-executable-yet').map(notExecutable),
    ...plan.steps.flatMap((step) => judgeStep(step, findings)),
    ...withoutValue(plan, known),
  ];
  if (faults.length > 0) return faults;
  const count = plan.steps.length;
  return [good(['plan', 'plan'], `${count === 1 ? 'The one step' : `All ${count} steps`} can be executed.`)];
}

function notExecutable({ message, cure, stepId, line }: Finding): PreflightCheck {
  const subject = stepId ?? (line === undefined ? 'plan' : `line ${line}`);
  return notGood('bad', ['plan', subject], { text: message, cure: cure ?? 'Take it out, or rehearse.' });
}

function judgeStep({ id, action }: PlanStep, findings: readonly Finding[]): readonly PreflightCheck[] {
  if (action.kind === 'simulated' && !findings.some((finding) => finding.stepId === id)) {
    const text = 'This build can rehearse this step, not execute it.';
    return [notGood('bad', ['plan', id], { text, cure: 'Take it out, or do it by hand as a manual step.' })];
  }
  if (!('targets' in action) || action.targets.length > 0) return [];
  const text = 'The step selects no target: it would do nothing.';
  return [notGood('bad', ['plan', id], { text, cure: 'Correct its targets, or skip it in the plan.' })];
}

/** Placeholders nothing will fill by then. What earlier steps hand over comes in its time. */
function withoutValue(plan: Plan, { inputs, secretNames, told }: KnownValues): readonly PreflightCheck[] {
  return previewOf(plan, inputs, secretNames).steps.flatMap(({ stepId, targets }) => {
    const refused = targets.find(({ refusal }) => refusal !== null)?.refusal ?? null;
    if (refused !== null)
      return [notGood('bad', ['plan', stepId], { text: refused, cure: 'Correct the value, or the request.' })];
    const missing = new Set(
      targets
        .flatMap((target) => target.unresolved)
        .filter((name) => !name.startsWith('steps.') && !told.includes(name)),
    );
    if (missing.size === 0) return [];
    const text = `No value is known for ${[...missing].join(', ')}: nothing would be sent.`;
    return [notGood('bad', ['plan', stepId], { text, cure: 'Give the value, or correct the placeholder.' })];
  });
}
