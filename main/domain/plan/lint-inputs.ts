import type { About } from './parse-document.ts';
import { bindInputs } from './plan-inputs.ts';
import type { RunbookContext } from './runbook-context.ts';

/** Names that clash, and defaults their own pattern refuses. */
export function lintInputs({ runbook }: RunbookContext): readonly About[] {
  const seen = new Set<string>();
  const clashes = (runbook.inputs ?? []).flatMap((input, index): About[] => {
    const variable = input.name.toUpperCase().replaceAll('-', '_');
    if (!seen.has(variable)) {
      seen.add(variable);
      return [];
    }
    const path = ['inputs', index, 'name'];
    const message = `A second input would arrive in scripts as HP_INPUT_${variable}.`;
    return [{ rule: 'duplicate-name', severity: 'error', path, message, cure: 'Rename one of them.' }];
  });
  return [...clashes, ...bindInputs(runbook, null).faults];
}
