import type { AnyAuthMethod } from 'ssh2';

export type AuthKind = 'publickey' | 'keyboard-interactive' | 'password';

/** One way to log in, loaded only when its turn comes, so that nobody is asked in vain. */
export interface AuthWay {
  readonly kind: AuthKind;
  readonly name: string;
  /** How often it may be tried; a person types wrong now and then. */
  readonly tries: number;
  /** A person may be asked before or while it is tried: the server's clock goes on, ours rests. */
  readonly asks: boolean;
  method(user: string): Promise<AuthOffer>;
  /** Why it cannot go on, once the server asked in its midst: nobody answers, or it asks without end. */
  stopped?(): string | null;
  /** What was offered last was right. */
  accepted?(): void;
}

/** skip: not to be had, go on. stop: a person was asked and did not answer; the sentence says it. */
export type AuthOffer =
  | { readonly kind: 'offer'; readonly method: AnyAuthMethod }
  | { readonly kind: 'skip'; readonly because: string }
  | { readonly kind: 'stop'; readonly sentence: string };

export function offer(method: AnyAuthMethod): AuthOffer {
  return { kind: 'offer', method };
}
