import type { InputSpec } from '../../../contract/workspace-views.ts';

/** What stands in the start form. Secrets live here and in the request, nowhere else. */
export interface StartValues {
  readonly inputs: Readonly<Record<string, string>>;
  readonly forks: number;
  readonly speed: number;
}

export function firstValues(specs: readonly InputSpec[]): StartValues {
  const inputs = Object.fromEntries(specs.map((spec) => [spec.name, spec.secret ? '' : (spec.default ?? '')]));
  return { inputs, forks: 32, speed: 10 };
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
export function splitInputs(specs: readonly InputSpec[], values: StartValues) {
  const given = specs.filter((spec) => (values.inputs[spec.name] ?? '') !== '');
  const pick = (isSecret: boolean) =>
    Object.fromEntries(
      given.filter((spec) => spec.secret === isSecret).map((spec) => [spec.name, values.inputs[spec.name] ?? '']),
    );
  return { inputs: pick(false), secrets: pick(true) };
}
