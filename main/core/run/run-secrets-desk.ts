import { failed, ok } from '../../../contract/errors.ts';
import type { RunId, StepId } from '../../../contract/ids.ts';
import { vaultNamesOf } from '../../domain/plan/vault-references.ts';
import { isEnded, type RunState } from '../../domain/run/state.ts';
import { redactText } from '../capture/redactor.ts';
import type { RunDesk, WaitingForVault } from './run-desk.ts';
import { lackOfVault, type RunVault } from './run-vault.ts';
import type { Secrets } from './secrets.ts';

export interface RunSecretsParts {
  readonly vault: RunVault | null;
  readonly secrets: Secrets;
  readonly state: (runId: RunId) => RunState | null;
  readonly driven: () => readonly RunState[];
  /** The run has secrets it had not: whatever waited for them may start. */
  readonly goOn: (state: RunState) => void;
}

/** Open runs on one side, people's secrets and the vault on the other: what is given, what is lacking, who waits. */
export class RunSecretsDesk
  implements Pick<RunDesk, 'provideSecrets' | 'lackingOf' | 'waitingForVault' | 'secretsOf' | 'formsOf'>
{
  readonly #parts: RunSecretsParts;

  constructor(parts: RunSecretsParts) {
    this.#parts = parts;
    parts.vault?.onChange(() => this.#lookAgain());
    parts.vault?.staysOpenWhile(() => this.#open().some((state) => isAtWork(state)));
  }

  provideSecrets(runId: RunId, given: Readonly<Record<string, string>>): ReturnType<RunDesk['provideSecrets']> {
    const { secrets } = this.#parts;
    const state = this.#parts.state(runId);
    if (state === null) return failed('not-found', `There is no run ${runId}.`);
    const unknown = Object.keys(given).filter((name) => !state.secretNames.includes(name));
    if (unknown.length > 0) return failed('invalid-input', `The run has no secret named ${unknown.join(', ')}.`);
    const kept = secrets.provide(runId, given);
    if (!kept.ok) return kept;
    return ok({ missing: secrets.missing(runId, state.secretNames), fromVault: secrets.missingOfVault(state) });
  }

  secretsOf(runId: RunId): ReturnType<RunDesk['secretsOf']> {
    const missing = this.#parts.secrets.missing(runId, this.#parts.state(runId)?.secretNames ?? []);
    return { missing, redact: (text) => redactText(this.formsOf(runId), text) };
  }

  formsOf(runId: RunId): ReturnType<RunDesk['formsOf']> {
    return this.#parts.secrets.forms(runId);
  }

  /** Asked before each start. The vault may be open by now, or open for a run without a person. */
  lacks(state: RunState, stepId: StepId): boolean {
    const step = state.plan.steps[state.index.positions.get(stepId) ?? -1];
    const { secrets, vault } = this.#parts;
    if (step === undefined || secrets.lackingFor(state, step.action).length === 0) return false;
    secrets.takeFromVault(state);
    const isLacking = secrets.lackingFor(state, step.action).length > 0;
    if (isLacking) vault?.openForRun();
    return isLacking;
  }

  /** Of a run that begins or is taken over: what the vault gives now is kept, whenever it locks. */
  take(state: RunState | null): void {
    if (state !== null) this.#parts.secrets.takeFromVault(state);
  }

  lackingOf(runId: RunId): ReturnType<RunDesk['lackingOf']> {
    const { secrets, vault } = this.#parts;
    const state = this.#parts.state(runId);
    return (action) => {
      const names = state === null ? [] : secrets.lackingFor(state, action);
      return names.length === 0 ? null : lackOfVault(vault, names);
    };
  }

  waitingForVault(): readonly WaitingForVault[] {
    return this.#open().flatMap((state) =>
      state.steps.flatMap((_step, index) => waitingStep(state, index, this.#names(state, index))),
    );
  }

  #names(state: RunState, index: number): readonly string[] {
    const step = state.plan.steps[index];
    const progress = state.steps[index];
    if (step === undefined || progress === undefined) return [];
    const isNext = progress.status === 'ready' || (progress.status === 'working' && progress.targetTally.startable > 0);
    return isNext ? this.#parts.secrets.lackingFor(state, step.action) : [];
  }

  /** Live runs that are not over and name a secret of the vault. */
  #open(): readonly RunState[] {
    return this.#parts
      .driven()
      .filter(
        (state) => state.mode === 'live' && !isEnded(state) && vaultNamesOf(state.plan, state.secretNames).length > 0,
      );
  }

  #lookAgain(): void {
    for (const state of this.#open()) {
      if (this.#parts.secrets.takeFromVault(state)) this.#parts.goOn(state);
    }
  }
}

function isAtWork(state: RunState): boolean {
  return state.life === 'running' || state.life === 'armed' || state.life === 'aborting';
}

function waitingStep(state: RunState, index: number, names: readonly string[]): readonly WaitingForVault[] {
  const step = state.plan.steps[index];
  if (step === undefined || names.length === 0) return [];
  return [{ runId: state.runId, runTitle: state.plan.title, stepId: step.id, stepTitle: step.title, names }];
}
