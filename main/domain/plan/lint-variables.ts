import { variableOf } from './environment.ts';
import type { About } from './parse-document.ts';
import type { RunbookContext } from './runbook-context.ts';
import type { Path } from './text-tree.ts';

interface Named {
  readonly variable: string;
  readonly what: string;
  readonly path: Path;
}

/** Two values that would arrive in scripts under one name: the second would silently take the place of the first. */
export function lintVariables(context: RunbookContext): readonly About[] {
  const { inputs = [], inventory = [], steps } = context.runbook;
  const named = inputs.map(({ name }, index): Named => {
    return { variable: `HP_INPUT_${variableOf(name)}`, what: `input ${name}`, path: ['inputs', index, 'name'] };
  });
  const outputs = steps.flatMap((step, index) => {
    const declared = 'outputs' in step ? Object.keys(step.outputs ?? {}) : [];
    return declared.map((name): Named => {
      const variable = `HP_OUTPUT_${variableOf(step.id)}_${variableOf(name)}`;
      return { variable, what: `output ${name} of ${step.id}`, path: ['steps', index, 'outputs', name] };
    });
  });
  const labels = inventory.map(({ labels: written = {} }, index) =>
    Object.keys(written).map((name): Named => {
      const variable = `HP_TARGET_LABEL_${variableOf(name)}`;
      return { variable, what: `label ${name}`, path: ['inventory', index, 'labels', name] };
    }),
  );
  return [...clashes(named), ...clashes(outputs), ...labels.flatMap(clashes)];
}

function clashes(all: readonly Named[]): About[] {
  const first = new Map<string, Named>();
  return all.flatMap((one): About[] => {
    const other = first.get(one.variable);
    if (other === undefined) {
      first.set(one.variable, one);
      return [];
    }
    const message = `In scripts ${one.what} and ${other.what} would both be ${one.variable}.`;
    return [{ rule: 'duplicate-name', severity: 'error', path: one.path, message, cure: 'Rename one of them.' }];
  });
}
