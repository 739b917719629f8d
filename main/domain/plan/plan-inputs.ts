import type { RunbookText } from '../../../contract/documents/runbook.ts';
import type { InputSpec } from '../../../contract/workspace-views.ts';
import { nearest } from './nearest.ts';
import type { About } from './parse-document.ts';
import { matchesValue, patternFault } from './pattern.ts';

/** Values given for a run. Secret ones are only named: their values never come here. */
export interface GivenInputs {
  readonly values: Readonly<Record<string, string>>;
  readonly secretNames: readonly string[];
}

export interface BoundInputs {
  /** Every known value that is no secret, defaults filled in. */
  readonly values: Readonly<Record<string, string>>;
  /** Inputs whose values must be given in memory. */
  readonly secretNames: readonly string[];
  readonly faults: readonly About[];
}

export function inputSpecs(runbook: RunbookText): readonly InputSpec[] {
  return (runbook.inputs ?? []).map((input) => ({
    name: input.name,
    required: input.required ?? false,
    secret: input.secret ?? false,
    default: input.default ?? null,
    pattern: input.pattern ?? null,
    description: input.description ?? null,
  }));
}

/** Binds what was given to what the runbook asks for. `given: null` = before a run: only defaults are judged. */
export function bindInputs(runbook: RunbookText, given: GivenInputs | null): BoundInputs {
  const specs = inputSpecs(runbook);
  const faults: About[] = [];
  const values: Record<string, string> = {};
  for (const [index, spec] of specs.entries()) {
    const value = given?.values[spec.name] ?? spec.default;
    const fault = inputFault({ spec, index, value, given });
    if (fault !== null) faults.push(fault);
    if (value !== null && !spec.secret) values[spec.name] = value;
  }
  faults.push(...unknownInputs(specs, given));
  return { values, secretNames: specs.filter((spec) => spec.secret).map((spec) => spec.name), faults };
}

interface Candidate {
  readonly spec: InputSpec;
  readonly index: number;
  readonly value: string | null;
  readonly given: GivenInputs | null;
}

function inputFault({ spec, index, value, given }: Candidate): About | null {
  const about = { severity: 'error', path: ['inputs', index] } as const;
  if (spec.secret && (value !== null || given?.values[spec.name] !== undefined)) {
    return {
      ...about,
      rule: 'secret-in-clear',
      message: `The value of the secret input "${spec.name}" stands in clear text.`,
      cure: 'Remove it and give it when asked: secrets live in memory only.',
    };
  }
  if (given !== null && value === null && spec.required && !spec.secret) {
    return {
      ...about,
      rule: 'missing-input',
      message: `The input "${spec.name}" has no value.`,
      cure: `Give it: --input ${spec.name}=…${spec.pattern === null ? '' : ` (it must match ${spec.pattern})`}.`,
    };
  }
  if (
    value === null ||
    spec.pattern === null ||
    patternFault(spec.pattern) !== null ||
    matchesValue(spec.pattern, value)
  )
    return null;
  return {
    ...about,
    rule: 'input-pattern',
    message: `"${value}" is no value for the input "${spec.name}": it does not match ${spec.pattern}.`,
    cure: `Give a value that matches ${spec.pattern}.`,
  };
}

function unknownInputs(specs: readonly InputSpec[], given: GivenInputs | null): readonly About[] {
  const known = specs.map((spec) => spec.name);
  const names = given === null ? [] : [...Object.keys(given.values), ...given.secretNames];
  return names
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearest(name, known);
      const cure = near === null ? `Known inputs: ${known.join(', ') || 'none'}.` : `Write ${near}.`;
      return {
        rule: 'unknown-input',
        severity: 'error',
        path: ['inputs'],
        message: `The runbook has no input "${name}".`,
        cure,
      };
    });
}
