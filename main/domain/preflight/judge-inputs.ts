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
  /** Left out = no step names a secret of the vault. */
  readonly vault?: VaultFacts;
}

export interface VaultFacts {
  readonly condition: 'none' | 'locked' | 'unlocked' | 'damaged';
  readonly needed: readonly string[];
  /** Names the vault does not hold; known also while it is locked. */
  readonly absent: readonly string[];
}

export function judgeInputs(facts: InputFacts): readonly PreflightCheck[] {
  return [...judgeGiven(facts), ...(facts.vault === undefined ? [] : judgeVault(facts.vault))];
}

function judgeVault({ condition, needed, absent }: VaultFacts): readonly PreflightCheck[] {
  const secrets = needed.map((name) => `secrets.${name}`).join(', ');
  if (condition === 'none') {
    const text = 'Steps name secrets of the vault, and there is no vault.';
    return [notGood('bad', ['input', secrets], { text, cure: 'Create the vault and put them into it.' })];
  }
  if (condition === 'damaged') {
    const text = 'The vault cannot be used, and steps name secrets of it.';
    return [notGood('bad', ['input', 'vault'], { text, cure: 'See Secrets for what is wrong with it.' })];
  }
  const lacking = absent.map((name) =>
    notGood('bad', ['input', `secrets.${name}`], {
      text: 'It is neither an input nor in the vault.',
      cure: `Put it into the vault: holdpoint secrets set ${name}.`,
    }),
  );
  if (condition === 'locked') {
    const text = `The vault is locked: steps that need ${secrets} would wait for it.`;
    return [...lacking, notGood('bad', ['input', 'vault'], { text, cure: 'Unlock the vault.' })];
  }
  return lacking.length > 0 ? lacking : [good(['input', secrets], 'In the vault, which is unlocked.')];
}

function judgeGiven({ filled, faults, secretsGiven, secretsMissing }: InputFacts): readonly PreflightCheck[] {
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
