import type { AnswerKey, AnswerShelf } from '../questions/answer-memory.ts';
import type { VaultDesk } from './vault-desk.ts';

const words = {
  passphrase: 'passphrase of',
  password: 'password of',
  'keyboard-interactive': 'login password of',
  sudo: 'sudo password of',
  confirm: 'confirmation of',
} as const;

/** The name an answer has in the vault: no template can write it, so no step gets it by a slip. */
export function nameOfAnswer({ kind, subject }: AnswerKey): string {
  return `${words[kind]} ${subject.toWellFormed()}`.slice(0, 600);
}

/** Answers that people wanted remembered, in the vault. */
export function vaultShelf(vault: VaultDesk): AnswerShelf {
  return {
    get condition() {
      return vault.condition;
    },
    has: (key) => vault.look().entries.some(({ name }) => name === nameOfAnswer(key)),
    find: (key) => vault.values(nameOfAnswer(key)),
    keep: async (key, values, by) => {
      const name = nameOfAnswer(key);
      const isThere = vault.look().entries.some((entry) => entry.name === name);
      const edit = isThere
        ? ({ what: 'rotated', name, values } as const)
        : ({ what: 'set', kind: 'answer', name, values } as const);
      return (await vault.change(edit, by)).ok;
    },
    onChange: (listener) => vault.onChange(listener),
  };
}
