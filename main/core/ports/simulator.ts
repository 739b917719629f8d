import type { ShellMessage, ShellTask } from './shell.ts';

/** Plays an attempt instead of executing it: time passes as planned, faults come as ordered, nothing is touched. */
export interface Simulator {
  /** Speaks like a `Shell`, so that a rehearsal takes the same way through the core as the real thing. */
  play(part: SimulatedPart, receive: (message: ShellMessage) => void): ShellTask;
}

export type SimulatedFault =
  | { readonly kind: 'exit'; readonly code: number }
  /** Never ends by itself. */
  | { readonly kind: 'timeout' }
  /** The link is cut after the command was sent and does not come back. */
  | { readonly kind: 'drop' };

/** All durations in real ms, already divided by the rehearsal's speed. */
export interface SimulatedPart {
  /** Printed line by line, each after `SIMULATED `. */
  readonly says: readonly string[];
  readonly durationMs: number;
  readonly timeoutMs: number | null;
  readonly reconnectMs: number;
  readonly fault: SimulatedFault | null;
}
