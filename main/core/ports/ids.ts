import type { RunId } from '../../../contract/ids.ts';

/** Identifiers that must not repeat. */
export interface Ids {
  runId(now: number): RunId;
  /** Random, at least 64 bits, lower-case letters and digits. */
  token(): string;
}
