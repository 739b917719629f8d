/**
 * A question only a person can answer before a connection stands or a command may run. The words of `instructions` and
 * `prompts` may come from a server: shown as its words, never as ours.
 */
export interface PersonQuestion {
  /**
   * passphrase: of a key file. password, keyboard-interactive: the server asks to log in. sudo: the target asks to run
   * as somebody else. confirm: the person has to act elsewhere (touch a security key), nothing is typed.
   */
  readonly kind: 'passphrase' | 'password' | 'keyboard-interactive' | 'sudo' | 'confirm';
  /** What it is for, as a person writes it: `deploy@db-01:22`, or the path of a key file. */
  readonly subject: string;
  readonly instructions: string;
  /** In order. `echo` = what is typed may be seen. */
  readonly prompts: readonly { readonly text: string; readonly echo: boolean }[];
  /** Rises with every wrong answer to the same question; 1 at first. */
  readonly attempt: number;
}

/** One answer for each prompt; null = not now, or nobody is there to ask. Answers are secrets: never logged. */
export type AskPerson = (question: PersonQuestion, signal: AbortSignal) => Promise<readonly string[] | null>;
