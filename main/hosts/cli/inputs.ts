import { type Finding, failed, ok, type Result } from '../../../contract/errors.ts';
import type { InputSpec } from '../../../contract/workspace-views.ts';
import { nearest } from '../../domain/plan/nearest.ts';
import type { Terminal } from './terminal.ts';

export interface GivenValues {
  readonly values: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Reads `k=v` options, fetches secrets from the environment or by asking, and answers with both apart. */
export async function gatherInputs(
  specs: readonly InputSpec[],
  given: readonly string[],
  world: { terminal: Terminal; env: NodeJS.ProcessEnv },
): Promise<Result<GivenValues>> {
  const values = readPairs(specs, given);
  if (!values.ok) return values;
  const names = specs.filter(
    (spec) => spec.secret && (spec.required || world.env[secretVariable(spec.name)] !== undefined),
  );
  const secrets = await gatherSecrets(
    names.map((spec) => spec.name),
    world,
  );
  return secrets.ok ? ok({ values: values.value, secrets: secrets.value }) : secrets;
}

/** From `HOLDPOINT_SECRET_NAME`, else asked without echo; without anybody to ask, the missing ones are named. */
export async function gatherSecrets(
  names: readonly string[],
  { terminal, env }: { terminal: Terminal; env: NodeJS.ProcessEnv },
): Promise<Result<Readonly<Record<string, string>>>> {
  const secrets: Record<string, string> = {};
  const missing: string[] = [];
  for (const name of names) {
    const value =
      env[secretVariable(name)] ?? (terminal.isInteractive ? await terminal.askSecret(`${name} (secret): `) : null);
    if (value === null || value === '') missing.push(name);
    else secrets[name] = value;
  }
  if (missing.length === 0) return ok(secrets);
  const variables = missing.map(secretVariable).join(', ');
  return failed(
    'invalid-input',
    `Secret inputs are missing: ${missing.join(', ')}. Set ${variables}, or run on a terminal to be asked.`,
  );
}

/** `db-password` → `HOLDPOINT_SECRET_DB_PASSWORD`. */
export function secretVariable(name: string): string {
  return `HOLDPOINT_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

function readPairs(specs: readonly InputSpec[], given: readonly string[]): Result<Readonly<Record<string, string>>> {
  const values: Record<string, string> = {};
  const findings: Finding[] = [];
  const fault = (message: string, cure: string): void => {
    findings.push({ rule: 'input', severity: 'error', file: '--input', message, cure });
  };
  for (const pair of given) {
    const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(pair) ?? [];
    const spec = specs.find((one) => one.name === name);
    if (name === undefined || value === undefined) fault(`“${pair}” is not name=value.`, 'Write --input name=value.');
    else if (spec === undefined) fault(`The runbook has no input ${name}.`, unknownCure(name, specs));
    else if (spec.secret)
      fault(
        `${name} is a secret, and a command line is readable by all.`,
        `Set ${secretVariable(name)} instead, or be asked.`,
      );
    else values[name] = value;
  }
  if (findings.length === 0) return ok(values);
  return failed('invalid-input', 'The inputs given cannot be used. Nothing was stored.', { findings });
}

function unknownCure(name: string, specs: readonly InputSpec[]): string {
  const near = nearest(
    name,
    specs.map((spec) => spec.name),
  );
  if (near !== null) return `Did you mean ${near}?`;
  return specs.length === 0 ? 'It has none at all.' : `It has ${specs.map((spec) => spec.name).join(', ')}.`;
}
