import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { PlanAction } from '../../../contract/plan.ts';
import { vaultNamesIn, vaultNamesOf } from '../../domain/plan/vault-references.ts';
import type { RunState } from '../../domain/run/state.ts';
import { NO_SECRETS, type SecretForms, SHORTEST_SECRET, secretForms } from '../capture/secret-forms.ts';
import type { RunVault } from './run-vault.ts';

type Values = Readonly<Record<string, string>>;

/**
 * Secret values of open runs: what people gave with the run, and what the vault held when it was open. In memory only,
 * for as long as the run is open: a vault that locks meanwhile stops no run. After a restart they are asked for again.
 */
export class Secrets {
  readonly #given = new Map<string, Values>();
  readonly #fromVault = new Map<string, Values>();
  readonly #forms = new Map<string, SecretForms>();
  readonly #vault: RunVault | null;

  constructor(vault: RunVault | null = null) {
    this.#vault = vault;
    vault?.guard.onChange(() => this.#forms.clear());
  }

  /** Refuses what could not be kept out of the output. */
  provide(runId: RunId, secrets: Values): Result<null> {
    const complaint = complaintAbout(secrets);
    if (complaint !== null) return failed('invalid-input', complaint);
    this.#given.set(runId, { ...this.#given.get(runId), ...secrets });
    this.#forms.delete(runId);
    this.#vault?.guard.addForLog(Object.values(secrets));
    return ok(null);
  }

  /** What people gave with the run. */
  of(runId: RunId): Values {
    return this.#given.get(runId) ?? {};
  }

  /** What the vault holds for the run; looked at again whenever it opens or changes. */
  ofVault(runId: RunId): Values {
    return this.#fromVault.get(runId) ?? {};
  }

  /** Takes over whatever the vault gives for this run now. True when the run has something it had not. */
  takeFromVault(state: RunState): boolean {
    const names = this.#vault === null || state.mode !== 'live' ? [] : vaultNamesOf(state.plan, state.secretNames);
    if (this.#vault === null || names.length === 0) return false;
    const before = this.ofVault(state.runId);
    const values = { ...before };
    for (const name of names) {
      const value = this.#vault.value(name);
      if (value !== null) values[name] = value;
    }
    if (names.every((name) => before[name] === values[name])) return false;
    this.#fromVault.set(state.runId, values);
    return true;
  }

  /** Names a step would need from the vault and does not have. A rehearsal sends nothing and needs none. */
  lackingFor(state: RunState, action: PlanAction): readonly string[] {
    if (state.mode !== 'live') return [];
    const names = vaultNamesIn(action, state.secretNames);
    return names.length === 0 ? names : names.filter((name) => !Object.hasOwn(this.ofVault(state.runId), name));
  }

  /** What the whole run takes from the vault and has not got. */
  missingOfVault(state: RunState): string[] {
    this.takeFromVault(state);
    const had = this.ofVault(state.runId);
    const names = state.mode === 'live' ? vaultNamesOf(state.plan, state.secretNames) : [];
    return names.filter((name) => !Object.hasOwn(had, name));
  }

  /** Everything that is to be kept out of this run's output and log. */
  forms(runId: string): SecretForms {
    const known = this.#forms.get(runId);
    if (known !== undefined) return known;
    const values = [...Object.values(this.#given.get(runId) ?? {}), ...(this.#vault?.guard.values() ?? [])];
    const forms = values.length === 0 ? NO_SECRETS : secretForms(values);
    this.#forms.set(runId, forms);
    return forms;
  }

  missing(runId: RunId, names: readonly string[]): string[] {
    const values = this.of(runId);
    return names.filter((name) => !Object.hasOwn(values, name));
  }

  forget(runId: RunId): void {
    this.#given.delete(runId);
    this.#fromVault.delete(runId);
    this.#forms.delete(runId);
  }
}

export function complaintAbout(secrets: Values): string | null {
  const short = Object.keys(secrets).filter((name) => (secrets[name] ?? '').trim().length < SHORTEST_SECRET);
  if (short.length === 0) return null;
  const verb = short.length === 1 ? 'has' : 'have';
  return `${short.join(', ')} ${verb} fewer than ${SHORTEST_SECRET} characters, which cannot be kept out of output and log. Use a longer secret.`;
}
