import type { SshTarget } from '../../../contract/plan.ts';
import type { ShellMessage } from './shell.ts';

/** Sends files to targets. Speaks in messages, as scripts do, so that connections may live in another thread. */
export interface Uploader {
  /** Never throws and never rejects; the last message is `finished`. `output` is never sent. */
  upload(request: UploadRequest, receive: (message: UploadMessage) => void): UploadTask;
}

export interface UploadRequest {
  readonly target: SshTarget;
  /** Names the temporary file: the same for every attempt of a step of a run, so that a later one goes on with it. */
  readonly key: string;
  /** A plain file on this machine and what it held when the run was set up. It is opened without following links. */
  readonly source: { readonly path: string; readonly sha256: string; readonly bytes: number };
  /** Absolute, or below `~/` of the account that logs in. */
  readonly to: string;
  /** Octal; null = of the file that is replaced, else as the account makes files. */
  readonly mode: string | null;
  readonly owner: string | null;
  readonly timeoutMs: number | null;
  /** look: only asks whether the destination holds these bytes; `succeeded`, or `not-started` where it does not. */
  readonly deed: 'send' | 'look';
  /** How long to try to reach the target again after a cut. */
  readonly reconnectMs: number;
}

export type UploadMessage =
  | ShellMessage
  /** Bytes that lie on the target, those of an earlier try included. Comes a few times a second. */
  | { readonly kind: 'progress'; readonly doneBytes: number; readonly bytesPerSecond: number };

export interface UploadTask {
  /** Takes back what was sent so far; the destination stays as it was. */
  cancel(): void;
}
