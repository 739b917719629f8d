import type { SshAction, SshTarget } from '../../../contract/plan.ts';
import { referencesIn, resolveTemplate } from './template.ts';
import { lookUpIn, type ValueScope } from './value-scope.ts';

export interface StepEnvironment {
  readonly values: Readonly<Record<string, string>>;
  /** Variables that hold a secret, whole or in part. */
  readonly secretVariables: readonly string[];
  /** References of mapped variables that have no value: the step must not start. */
  readonly unresolved: readonly string[];
}

/** `orders-api` → `ORDERS_API`. */
export function variableOf(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
}

/**
 * The environment of an ssh step on a target. Later ones win: inputs, secrets, outputs and facts of the target
 * as HP_…, then the target's own variables, then what the step's `env` maps.
 */
export function stepEnvironment(
  action: Pick<SshAction, 'env'>,
  target: SshTarget,
  { scope, runId }: { readonly scope: Omit<ValueScope, 'target'>; readonly runId: string },
): StepEnvironment {
  const mapped = mappedVariables(action.env, { ...scope, target });
  const secrets = prefixed('HP_INPUT_', scope.secrets);
  const values = {
    ...prefixed('HP_INPUT_', scope.inputs),
    ...secrets,
    ...outputVariables(scope.outputs),
    ...targetVariables(target),
    HP_RUN_ID: runId,
    ...target.env,
    ...mapped.values,
  };
  const isSecret = (name: string) => (name in secrets && !(name in mapped.values)) || mapped.secret.has(name);
  return { values, secretVariables: Object.keys(values).filter(isSecret), unresolved: mapped.unresolved };
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + variableOf(name), value]));
}

function outputVariables(outputs: ValueScope['outputs']): Record<string, string> {
  const steps = Object.entries(outputs).map(([step, values]) => prefixed(`HP_OUTPUT_${variableOf(step)}_`, values));
  return Object.assign({}, ...steps);
}

function targetVariables(target: SshTarget): Record<string, string> {
  return {
    HP_TARGET_NAME: target.name,
    HP_TARGET_HOST: target.host,
    HP_TARGET_PORT: String(target.port),
    ...prefixed('HP_TARGET_LABEL_', target.labels),
  };
}

function mappedVariables(env: Readonly<Record<string, string>>, scope: ValueScope) {
  const lookUp = lookUpIn(scope);
  const values: Record<string, string> = {};
  const secret = new Set<string>();
  const unresolved = new Set<string>();
  for (const [name, template] of Object.entries(env)) {
    const resolved = resolveTemplate(template, lookUp, 'text');
    values[name] = resolved.text;
    for (const reference of resolved.unresolved) unresolved.add(reference);
    if (referencesIn(template).references.some((reference) => reference.startsWith('secrets.'))) secret.add(name);
  }
  return { values, secret, unresolved: [...unresolved] };
}
