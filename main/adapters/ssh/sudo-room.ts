import type { AskPerson } from '../../core/ports/person-prompt.ts';
import { ask } from './channel.ts';
import { type Endpoint, keyOf, nameOf } from './endpoint.ts';
import { type ChannelParts, openLeasedChannel } from './leased-channel.ts';
import { newMark } from './remote-folder.ts';
import { remoteCommands } from './remote-programs.ts';
import { deniedSentence, isWrongPassword, readSudo } from './sudo-answer.ts';
import { type Reached, reached, troubled } from './trouble.ts';

/** May a script run as the other account: with this password, or with none (null). */
export type Admission = { readonly kind: 'admitted'; readonly password: string | null } | Refused;
interface Refused {
  readonly kind: 'refused';
  /** What happened and what to do, as sentences; nothing was run. */
  readonly reason: string;
}

const mostTries = 3;

/**
 * Finds out, before anything is sent that could run, whether sudo lets us and with which password. Passwords live in
 * memory only, belong to one login on one host, and are dropped when sudo refuses them.
 */
export class SudoRoom {
  readonly #askPerson: AskPerson;
  readonly #passwords = new Map<string, string>();
  /** Logins and accounts that sudo is known to let through. */
  readonly #known = new Set<string>();
  readonly #queues = new Map<string, Promise<unknown>>();
  readonly #refusals = new Map<string, { readonly at: number; readonly refused: Refused }>();

  constructor(askPerson: AskPerson) {
    this.#askPerson = askPerson;
  }

  /** null = cancelled meanwhile. One question at a time for each login: the next finds the answer. */
  async admit(parts: ChannelParts, as: string, signal: AbortSignal): Promise<Reached<Admission> | null> {
    const known = this.#admittedBefore(parts.endpoint, as);
    if (known !== null) return reached(known);
    const login = keyOf(parts.endpoint);
    const since = performance.now();
    const turn = (this.#queues.get(login) ?? Promise.resolve()).then(async () => {
      if (signal.aborted) return null;
      const meanwhile = this.#admittedBefore(parts.endpoint, as) ?? this.#refusedSince(parts.endpoint, as, since);
      if (meanwhile !== null) return reached(meanwhile);
      return this.#inquire(parts, as, signal);
    });
    this.#queues.set(
      login,
      turn.catch(() => {}),
    );
    return turn;
  }

  /** sudo refused what it had accepted. */
  drop(endpoint: Endpoint, as: string): void {
    this.#passwords.delete(keyOf(endpoint));
    this.#known.delete(knownKey(endpoint, as));
  }

  #admittedBefore(endpoint: Endpoint, as: string): Admission | null {
    if (!this.#known.has(knownKey(endpoint, as))) return null;
    return { kind: 'admitted', password: this.#passwords.get(keyOf(endpoint)) ?? null };
  }

  #refusedSince(endpoint: Endpoint, as: string, since: number): Admission | null {
    const last = this.#refusals.get(knownKey(endpoint, as));
    return last !== undefined && last.at >= since ? last.refused : null;
  }

  async #inquire(parts: ChannelParts, as: string, signal: AbortSignal): Promise<Reached<Admission> | null> {
    const first = await askSudo(parts, { as, password: null, signal });
    if (first === null || !first.ok) return first;
    const { answer, login } = first.value;
    const user = login ?? parts.endpoint.user;
    if (answer.kind === 'free') return reached(this.#admitted(parts.endpoint, as, null));
    if (answer.kind !== 'asks') return reached(this.#refused(parts.endpoint, as, deniedSentence(answer, user, as)));
    return this.#withPassword(parts, { as, user, signal });
  }

  async #withPassword(parts: ChannelParts, wanted: Wanted): Promise<Reached<Admission> | null> {
    const { endpoint } = parts;
    const { as, user, signal } = wanted;
    const kept = this.#passwords.get(keyOf(endpoint));
    for (let attempt = kept === undefined ? 1 : 0; attempt <= mostTries; attempt++) {
      const password = attempt === 0 ? (kept ?? null) : await this.#askFor(endpoint, wanted, attempt);
      if (signal.aborted) return null;
      if (password === null) return reached(this.#refused(endpoint, as, nobody(user, as)));
      const asked = await askSudo(parts, { as, password, signal });
      if (asked === null || !asked.ok) return asked;
      const { answer } = asked.value;
      if (answer.kind === 'free') return reached(this.#admitted(endpoint, as, password));
      this.#passwords.delete(keyOf(endpoint));
      if (!isWrongPassword(answer)) return reached(this.#refused(endpoint, as, deniedSentence(answer, user, as)));
    }
    const reason = `sudo on the target refused ${mostTries} passwords of ${user}. Nothing was run.`;
    return reached(this.#refused(endpoint, as, reason));
  }

  async #askFor(endpoint: Endpoint, { as, user, signal }: Wanted, attempt: number): Promise<string | null> {
    const answers = await this.#askPerson(
      {
        kind: 'sudo',
        subject: nameOf({ ...endpoint, user }),
        instructions: `A step runs as ${as} there, and sudo asks for a password: usually that of ${user}.`,
        prompts: [{ text: 'Password for sudo', echo: false }],
        attempt,
      },
      signal,
    );
    const password = answers?.[0];
    return password === undefined || password === '' || /[\0\r\n]/.test(password) ? null : password;
  }

  #admitted(endpoint: Endpoint, as: string, password: string | null): Admission {
    this.#known.add(knownKey(endpoint, as));
    if (password !== null) this.#passwords.set(keyOf(endpoint), password);
    return { kind: 'admitted', password };
  }

  #refused(endpoint: Endpoint, as: string, reason: string): Admission {
    const refused: Refused = { kind: 'refused', reason };
    this.#refusals.set(knownKey(endpoint, as), { at: performance.now(), refused });
    return refused;
  }
}

/** `user` is who the target says has logged in. */
interface Wanted {
  readonly as: string;
  readonly user: string;
  readonly signal: AbortSignal;
}

function nobody(user: string, as: string): string {
  return `To run as ${as}, sudo on the target asks for the password of ${user}, and none was given. Nothing was run.`;
}

function knownKey(endpoint: Endpoint, as: string): string {
  return `${keyOf(endpoint)} > ${as}`;
}

interface SudoQuestion {
  readonly as: string;
  readonly password: string | null;
  readonly signal: AbortSignal;
}

async function askSudo(
  parts: ChannelParts,
  question: SudoQuestion,
): Promise<Reached<ReturnType<typeof readSudo>> | null> {
  const opened = await openLeasedChannel(parts, remoteCommands.sudo, question.signal);
  if (opened === null || !opened.ok) return opened;
  const { lease, channel } = opened.value;
  const mark = newMark();
  // PAM makes whoever errs wait, and some ask a directory that is slow.
  const timeoutMs = parts.limits.connectMs + 30_000;
  const text = await ask(channel, mark, { input: `${mark}\n${question.as}\n${question.password ?? ''}\n`, timeoutMs });
  lease.release();
  if (text === null) return troubled('dropped', 'sudo on the target was asked and did not answer. Nothing was run.');
  return reached(readSudo(text));
}
