import type { Finding } from '../../../contract/errors.ts';
import type { PreflightCheck } from '../../../contract/preflight.ts';
import { good, notGood } from './check.ts';

export interface InputFacts {
  /** Names of inputs that are no secrets and have a value. */
  readonly filled: readonly string[];
  /** What binding the values complained about. */
  readonly faults: readonly Finding[];
  readonly secretsGiven: readonly string[];
  readonly secretsMissing: readonly string[];
}

export function judgeInputs({ filled, faults, secretsGiven, secretsMissing }: InputFacts): readonly PreflightCheck[] {
  const bad = [
    ...faults.map(({ message, cure }) =>
      notGood('bad', ['input', nameIn(message)], { text: message, cure: cure ?? 'Correct the value.' }),
    ),
    ...secretsMissing.map((name) =>
      notGood('bad', ['input', name], {
        text: 'The secret has not been given; it is kept in memory only.',
        cure: 'Give it: steps that need it send nothing without it.',
      }),
    ),
  ];
  const names = [...filled.filter((name) => !bad.some(({ subject }) => subject === name)), ...secretsGiven];
  if (names.length === 0) return bad;
  return [...bad, good(['input', names.join(', ')], names.length === 1 ? 'Has a value.' : 'Have values.')];
}

/** References that have no value for one of these reasons. */
export function lackingReferences({ faults, secretsMissing }: InputFacts): readonly string[] {
  return [
    ...faults.map(({ message }) => `inputs.${nameIn(message)}`),
    ...secretsMissing.map((name) => `secrets.${name}`),
  ];
}

/** Findings about an input name it in double quotes, the value first where there is one. */
function nameIn(message: string): string {
  return /input "([^"]+)"/.exec(message)?.[1] ?? 'inputs';
}
