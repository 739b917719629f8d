import { redactText } from '../capture/redactor.ts';
import { NO_SECRETS, type SecretForms, SHORTEST_SECRET, secretForms } from '../capture/secret-forms.ts';

/**
 * Every value this core has learnt to be a secret: answered questions, values of the vault in use. They are taken out
 * of whatever is kept or shown from then on, in every run and in Holdpoint's own diary. In memory only.
 */
export class SecretGuard {
  readonly #values = new Set<string>();
  readonly #listeners = new Set<() => void>();
  /** Of single runs: kept out of the diary, which belongs to all of them. */
  readonly #elsewhere = new Set<string>();
  #forms: SecretForms | null = null;
  #formsOfLog: SecretForms | null = null;

  /** What is too short to be told from ordinary words is left alone. */
  add(values: Iterable<string>): void {
    const before = this.#values.size;
    for (const value of values) {
      if (value.trim().length >= SHORTEST_SECRET) this.#values.add(value);
    }
    if (this.#values.size === before) return;
    this.#forms = null;
    this.#formsOfLog = null;
    for (const listener of this.#listeners) listener();
  }

  values(): Iterable<string> {
    return this.#values;
  }

  get forms(): SecretForms {
    this.#forms ??= this.#values.size === 0 ? NO_SECRETS : secretForms(this.#values);
    return this.#forms;
  }

  /** Secrets of one run are no business of the others, but the diary must not tell them either. */
  addForLog(values: Iterable<string>): void {
    for (const value of values) {
      if (value.trim().length >= SHORTEST_SECRET) this.#elsewhere.add(value);
    }
    this.#formsOfLog = null;
  }

  get isWatching(): boolean {
    return this.#values.size + this.#elsewhere.size > 0;
  }

  redactForLog(text: string): string {
    if (!this.isWatching) return text;
    this.#formsOfLog ??= secretForms([...this.#values, ...this.#elsewhere]);
    return redactText(this.#formsOfLog, text);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
