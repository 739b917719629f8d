import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import { NO_SECRETS, type SecretForms, SHORTEST_SECRET, secretForms } from '../capture/secret-forms.ts';

/** Secret values of open runs. In memory only: after a restart they are asked for again. */
export class Secrets {
  readonly #values = new Map<string, Readonly<Record<string, string>>>();
  readonly #forms = new Map<string, SecretForms>();

  /** Refuses what could not be kept out of the output. */
  provide(runId: RunId, secrets: Readonly<Record<string, string>>): Result<null> {
    const complaint = complaintAbout(secrets);
    if (complaint !== null) return failed('invalid-input', complaint);
    const values = { ...this.#values.get(runId), ...secrets };
    this.#values.set(runId, values);
    this.#forms.set(runId, secretForms(Object.values(values)));
    return ok(null);
  }

  of(runId: RunId): Readonly<Record<string, string>> {
    return this.#values.get(runId) ?? {};
  }

  forms(runId: string): SecretForms {
    return this.#forms.get(runId) ?? NO_SECRETS;
  }

  missing(runId: RunId, names: readonly string[]): string[] {
    const values = this.of(runId);
    return names.filter((name) => !Object.hasOwn(values, name));
  }

  forget(runId: RunId): void {
    this.#values.delete(runId);
    this.#forms.delete(runId);
  }
}

export function complaintAbout(secrets: Readonly<Record<string, string>>): string | null {
  const short = Object.keys(secrets).filter((name) => (secrets[name] ?? '').trim().length < SHORTEST_SECRET);
  if (short.length === 0) return null;
  const verb = short.length === 1 ? 'has' : 'have';
  return `${short.join(', ')} ${verb} fewer than ${SHORTEST_SECRET} characters, which cannot be kept out of output and log. Use a longer secret.`;
}
