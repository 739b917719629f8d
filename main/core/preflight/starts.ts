import { type Finding, failed, ok, type Result } from '../../../contract/errors.ts';
import type { GivenInputs } from '../../domain/plan/index.ts';
import { isEnded, type RunState } from '../../domain/run/state.ts';
import type { Library } from '../handlers/library.ts';
import type { Start } from './ask-preflight.ts';

const FORKS = 32;

type Asked = Omit<Start, 'redact'>;

/** What binding values to a runbook's inputs may complain about; everything else is wrong with its text. */
const aboutInputs: readonly string[] = ['missing-input', 'input-pattern', 'unknown-input', 'secret-in-clear'];

/** A start that is still only thought of: the newest revision, with these values. */
export async function startOfRunbook(library: Library, text: string, given: GivenInputs): Promise<Result<Asked>> {
  const looked = await library.compile(text, null);
  if (looked.kind === 'findings') return invalid(looked.findings);
  const bound = await library.compile(text, given);
  const faults = bound.kind === 'plan' ? [] : bound.findings.filter(({ rule }) => aboutInputs.includes(rule));
  const { plan, values } = bound.kind === 'plan' ? bound : looked;
  const needed = looked.inputs.filter((input) => input.secret && input.required).map((input) => input.name);
  return ok({
    ...{ plan, values, findings: looked.findings, mode: 'live', forks: FORKS },
    inputs: {
      filled: Object.keys(values),
      faults,
      secretsGiven: looked.secretNames.filter((name) => given.secretNames.includes(name)),
      secretsMissing: needed.filter((name) => !given.secretNames.includes(name)),
    },
  });
}

/** A start of what was frozen with a run. */
export function startOfRun(state: RunState, secretsMissing: readonly string[]): Result<Asked> {
  if (isEnded(state)) return failed('refused', `Run ${state.runId} is over: there is nothing left to start.`);
  const { plan, inputs, mode, forks, secretNames } = state;
  return ok({
    ...{ plan, mode, forks, values: inputs, findings: [] },
    inputs: {
      filled: Object.keys(inputs),
      faults: [],
      secretsGiven: secretNames.filter((name) => !secretsMissing.includes(name)),
      // A rehearsal sends nothing and needs none.
      secretsMissing: mode === 'live' ? secretsMissing : [],
    },
  });
}

function invalid(findings: readonly Finding[]): Result<never> {
  const message = 'The runbook has errors: correct them, then ask again.';
  return failed('invalid-document', message, { findings: [...findings] });
}
