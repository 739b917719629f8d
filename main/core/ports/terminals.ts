import type { SshTarget } from '../../../contract/plan.ts';

/** Opens a person's login shell on a target. Speaks in messages with credits, as scripts do. */
export interface Terminals {
  /** Never throws and never rejects; the last message is `closed`. Nothing is sent again after a cut. */
  openTerminal(request: TerminalRequest, receive: (message: TerminalMessage) => void): TerminalTask;
}

export interface TerminalRequest {
  readonly target: SshTarget;
  readonly columns: number;
  readonly rows: number;
}

export type TerminalMessage =
  | { readonly kind: 'opened'; readonly hostKey: string }
  | { readonly kind: 'output'; readonly bytes: Uint8Array }
  /** `exitCode` null = cut, ended by a signal, or never opened. `reason` is a sentence. */
  | { readonly kind: 'closed'; readonly exitCode: number | null; readonly reason: string };

export interface TerminalTask {
  write(bytes: Uint8Array): void;
  resize(size: { readonly columns: number; readonly rows: number }): void;
  /** Allows so many more bytes of output; starts at 0. */
  grant(bytes: number): void;
  close(): void;
}
