import type { InputSpec } from '../../../contract/workspace-views.ts';

/** What stands in a form. Secrets live in memory and in the request, nowhere else. */
export interface StartValues {
  readonly inputs: Readonly<Record<string, string>>;
}

/** What was typed, else the default. */
export function firstValues(specs: readonly InputSpec[], typed: StartValues['inputs'] = {}): StartValues {
  const first = (spec: InputSpec) => typed[spec.name] ?? (spec.secret ? '' : (spec.default ?? ''));
  return { inputs: Object.fromEntries(specs.map((spec) => [spec.name, first(spec)])) };
}

/** What is wrong with one value, as a sentence; null when nothing is. */
export function inputProblem(spec: InputSpec, value: string): string | null {
  if (value === '') return spec.required ? 'Needed before the run can start.' : null;
  if (spec.pattern === null || matches(spec.pattern, value)) return null;
  return `Must match ${spec.pattern}`;
}

/** The core judges in the end; a pattern this browser cannot read is left to it. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}

/** Inputs and secrets as the core wants them: apart, empty ones left out. */
export function splitInputs(specs: readonly InputSpec[], { inputs }: StartValues) {
  const given = specs.filter((spec) => (inputs[spec.name] ?? '') !== '');
  const pick = (isSecret: boolean) =>
    Object.fromEntries(
      given.filter((spec) => spec.secret === isSecret).map((spec) => [spec.name, inputs[spec.name] ?? '']),
    );
  return { inputs: pick(false), secrets: pick(true) };
}
