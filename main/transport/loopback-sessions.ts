import { createHmac, randomBytes } from 'node:crypto';
import { isSame } from './constant-time.ts';

/** What a browser brings: the cookie made of `id.expires.proof`. */
export interface LoopbackSession {
  readonly id: string;
}

export interface SessionParts {
  /** Hex, kept in the workspace: a page outlives a restart of its core. */
  readonly key: string;
  /** Part of the cookie's name: cookies do not know ports. */
  readonly port: number;
  readonly now: () => number;
}

const SESSION_MS = 7 * 24 * 3600 * 1000;
const TOKEN_MS = 24 * 3600 * 1000;
const MOST_TOKENS = 16;

/**
 * Launch tokens live in memory and work once. Cookie and tab secret are proofs made with the session key, bound
 * to the port, and to each other: a tab secret opens nothing without the cookie of its session.
 */
export class LoopbackSessions {
  readonly #parts: SessionParts;
  /** Token → when it expires. */
  readonly #tokens = new Map<string, number>();

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** A new launch token; of too many unused ones the oldest goes. */
  issueToken(): string {
    const token = randomBytes(32).toString('base64url');
    this.#tokens.set(token, this.#parts.now() + TOKEN_MS);
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size > MOST_TOKENS && oldest !== undefined) this.#tokens.delete(oldest);
    return token;
  }

  /** Uses a launch token up. All are compared, each in constant time. */
  redeem(given: string): LoopbackSession | null {
    let found: string | null = null;
    for (const token of this.#tokens.keys()) if (isSame(given, token)) found = token;
    if (found === null) return null;
    const expires = this.#tokens.get(found) ?? 0;
    this.#tokens.delete(found);
    return expires > this.#parts.now() ? { id: randomBytes(16).toString('hex') } : null;
  }

  cookieFor(session: LoopbackSession): string {
    const expires = this.#parts.now() + SESSION_MS;
    const value = `${session.id}.${expires}.${this.#proof('session', [session.id, String(expires)])}`;
    return `${this.#cookieName()}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${SESSION_MS / 1000}`;
  }

  /** The session a request's Cookie header proves, null when it proves none. */
  sessionOf(cookieHeader: string | undefined): LoopbackSession | null {
    const wanted = `${this.#cookieName()}=`;
    const pair = (cookieHeader ?? '').split(/;\s*/).find((one) => one.startsWith(wanted));
    const [id = '', expires = '', proof = ''] = (pair ?? '').slice(wanted.length).split('.');
    if (!isSame(proof, this.#proof('session', [id, expires]))) return null;
    return Number(expires) > this.#parts.now() ? { id } : null;
  }

  tabSecretFor(session: LoopbackSession): string {
    const nonce = randomBytes(16).toString('hex');
    return `${nonce}.${this.#proof('tab', [session.id, nonce])}`;
  }

  isTabSecret(session: LoopbackSession, given: string): boolean {
    const [nonce = '', proof = ''] = given.split('.');
    return isSame(proof, this.#proof('tab', [session.id, nonce]));
  }

  #cookieName(): string {
    return `holdpoint-${this.#parts.port}`;
  }

  #proof(what: 'session' | 'tab', words: readonly [string, string]): string {
    const { key, port } = this.#parts;
    return createHmac('sha256', key)
      .update(`${what} ${port} ${words.join(' ')}`)
      .digest('hex');
  }
}
