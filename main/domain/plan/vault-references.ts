import type { PlanAction } from '../../../contract/plan.ts';
import { readReference, referencesIn } from './template.ts';

/** Scripts are sent as they are: nothing is filled in there. */
const scripts: ReadonlySet<string> = new Set(['run', 'check', 'verify']);

const known = new WeakMap<PlanAction, readonly string[]>();

/** Names after `secrets.` in a step's templates, each once, secret inputs of the run among them. */
export function secretsNamedIn(action: PlanAction): readonly string[] {
  const before = known.get(action);
  if (before !== undefined) return before;
  const names = new Set<string>();
  collect(action, names);
  const found = [...names];
  known.set(action, found);
  return found;
}

/** Those of a step that no input of the run provides: they come from the vault. */
export function vaultNamesIn(action: PlanAction, inputSecrets: readonly string[]): readonly string[] {
  const names = secretsNamedIn(action);
  return names.length === 0 ? names : names.filter((name) => !inputSecrets.includes(name));
}

/** Those of a whole plan. */
export function vaultNamesOf(
  plan: { readonly steps: readonly { readonly action: PlanAction }[] },
  inputSecrets: readonly string[],
): readonly string[] {
  return [...new Set(plan.steps.flatMap(({ action }) => vaultNamesIn(action, inputSecrets)))];
}

function collect(value: unknown, names: Set<string>): void {
  if (typeof value === 'string') {
    if (!value.includes('${{')) return;
    for (const reference of referencesIn(value).references) {
      const read = readReference(reference);
      if (read?.kind === 'secret') names.add(read.name);
    }
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (!scripts.has(key)) collect(member, names);
  }
}
