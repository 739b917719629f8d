import type { StepId } from '../../../contract/ids.ts';
import { vaultNamesOf } from '../../domain/plan/vault-references.ts';
import type { LackOfSecrets } from '../../domain/run/blockers.ts';
import { isEnded, type RunState } from '../../domain/run/state.ts';
import type { WaitingForVault } from './run-desk.ts';
import { lackOfVault, type RunVault } from './run-vault.ts';
import type { Secrets } from './secrets.ts';

export interface RunVaultParts {
  readonly vault: RunVault | null;
  readonly secrets: Secrets;
  readonly driven: () => readonly RunState[];
  /** The run has secrets it had not: whatever waited for them may start. */
  readonly goOn: (state: RunState) => void;
}

/** Open runs on one side, the vault on the other: what is taken over, who waits, and why. */
export class RunVaultDesk {
  readonly #parts: RunVaultParts;

  constructor(parts: RunVaultParts) {
    this.#parts = parts;
    parts.vault?.onChange(() => this.#lookAgain());
    parts.vault?.staysOpenWhile(() => this.#open().some((state) => isAtWork(state)));
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

  lackingOf(state: RunState | null): LackOfSecrets {
    const { secrets, vault } = this.#parts;
    return (action) => {
      const names = state === null ? [] : secrets.lackingFor(state, action);
      return names.length === 0 ? null : lackOfVault(vault, names);
    };
  }

  waiting(): readonly WaitingForVault[] {
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
