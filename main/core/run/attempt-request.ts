import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { HttpAction, PlanTarget, SshAction, SshTarget } from '../../../contract/plan.ts';
import {
  lookUpIn,
  type ResolvedRequest,
  resolveHttpExpect,
  resolveRequest,
  stepEnvironment,
  type ValueScope,
} from '../../domain/plan/index.ts';
import type { RunState } from '../../domain/run/index.ts';

type Values = Omit<ValueScope, 'target'>;
type HttpTarget = Extract<PlanTarget, { kind: 'http' }>;

/** What placeholders may name now; `secrets` in clear to send, masked to show or to hash. */
export function valuesOf(state: RunState, secrets: Readonly<Record<string, string>>): Values {
  const outputs: Record<string, Readonly<Record<string, string>>> = {};
  for (const index of state.giving) {
    const stepId = state.plan.steps[index]?.id;
    const given = state.steps[index]?.outputs;
    if (stepId !== undefined && given !== undefined) outputs[stepId] = given;
  }
  const { ofInputs, ofVault } = bySource(state, secrets);
  return { inputs: state.inputs, secrets: ofInputs, vault: ofVault, outputs };
}

/** What is no secret input of the run came from the vault. */
function bySource(state: RunState, secrets: Readonly<Record<string, string>>) {
  const isInput = ([name]: readonly [string, string]) => state.secretNames.includes(name);
  const all = Object.entries(secrets);
  return {
    ofInputs: Object.fromEntries(all.filter(isInput)),
    ofVault: Object.fromEntries(all.filter((one) => !isInput(one))),
  };
}

export function maskedSecrets(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `[secret ${name}]`]));
}

/** The variables of a script, all of them resolved; refuses by name what has no value. */
export function sshVariables(
  state: RunState,
  work: { readonly action: SshAction; readonly target: SshTarget },
  secrets: Readonly<Record<string, string>>,
): Result<Readonly<Record<string, string>>> {
  const scope = valuesOf(state, secrets);
  const { values, unresolved } = stepEnvironment(work.action, work.target, { scope, runId: state.runId });
  const refusal = refusalFor([...missingSecrets(state, secrets), ...unresolved]);
  if (refusal !== null) return refusal;
  const nul = Object.keys(values).find((name) => values[name]?.includes('\0'));
  if (nul !== undefined)
    return failed('refused', `The variable ${nul} would hold a NUL byte, which no shell can carry.`);
  return ok(values);
}

export interface HttpExchangePlan {
  readonly request: ResolvedRequest;
  readonly expect: HttpAction['expect'];
}

/** The request and what is expected of its answer, all placeholders resolved. */
export function httpExchangePlan(
  state: RunState,
  work: { readonly action: HttpAction; readonly target: HttpTarget },
  secrets: Readonly<Record<string, string>>,
): Result<HttpExchangePlan> {
  const scope = valuesOf(state, secrets);
  const request = resolveRequest(work.action.request, work.target, scope);
  const { expect, unresolved } = resolveHttpExpect(work.action.expect, lookUpIn({ ...scope, target: work.target }));
  const refusal = refusalFor([...missingSecrets(state, secrets), ...request.unresolved, ...unresolved]);
  if (refusal !== null) return refusal;
  return request.refusal === null ? ok({ request, expect }) : failed('refused', request.refusal);
}

function missingSecrets(state: RunState, secrets: Readonly<Record<string, string>>): string[] {
  return state.secretNames.filter((name) => !Object.hasOwn(secrets, name)).map((name) => `secrets.${name}`);
}

function refusalFor(names: readonly string[]): Result<never> | null {
  const missing = [...new Set(names)];
  return missing.length === 0 ? null : failed('refused', `No value is known for ${missing.join(', ')}.`);
}
