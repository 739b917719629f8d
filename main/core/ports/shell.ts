import type { AttemptOutcome } from '../../../contract/events.ts';
import type { SshTarget } from '../../../contract/plan.ts';
import type { HostKeyState } from '../../../contract/workspace-views.ts';
import type { Survey } from '../../domain/preflight/survey.ts';
import type { Terminals } from './terminals.ts';
import type { Uploader } from './uploader.ts';

/**
 * Runs scripts on targets. Speaks in messages with credits, so that connections may live in another thread
 * and a fast writer on the target cannot fill our memory.
 */
export interface Shell extends Uploader, Terminals {
  /** Never throws and never rejects: everything that happens arrives as a message, the last one is `finished`. */
  perform(request: ShellRequest, receive: (message: ShellMessage) => void): ShellTask;
  /** Removes the attempt folder; called once `attempt.finished` is durable. Failure is of no consequence. */
  forget(target: SshTarget, key: string): Promise<void>;
  /** Asks a target, by a read-only program on a pooled connection, what a start needs to know. Never rejects. */
  survey(target: SshTarget, question: SurveyQuestion): Promise<Survey>;
  /** Connects only as far as the key exchange; nothing is sent to log in. One entry a target, order kept. */
  scanHostKeys(targets: readonly SshTarget[], signal: AbortSignal): Promise<readonly HostKeyState[]>;
  /** Adds keys to the workspace's known_hosts; refuses one that changed since it was shown. */
  trustHostKeys(keys: readonly TrustedKey[]): Promise<readonly TrustedKey[]>;
  close(): Promise<void>;
}

export interface SurveyQuestion {
  /** Folders whose free space matters; they need not exist yet. */
  readonly folders: readonly string[];
  /** Shells and the like the steps will want. */
  readonly programs: readonly string[];
  /** For the whole of it; time a person takes to unlock a key does not count. */
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

export interface TrustedKey {
  readonly host: string;
  readonly port: number;
  readonly keyType: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
}

export interface ShellRequest {
  readonly target: SshTarget;
  /** The attempt folder's name: `RUN.STEP.TARGET.ATTEMPT`, safe in a path. */
  readonly key: string;
  readonly script: string;
  /** `sh`, `bash`, … found through PATH of the target. */
  readonly shell: string;
  /** Travels on stdin, never in argv; secrets included. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | null;
  /** false = plain exec on the channel: a cut after sending is indeterminate. */
  readonly detach: boolean;
  /** From sending on; null = none. Then TERM, 5 s later KILL to the whole group; outcome `timed-out`. */
  readonly timeoutMs: number | null;
  /** So much of the timeout is used up already: an attempt of an earlier core. Left out = nothing. */
  readonly ranForMs?: number;
  /**
   * start: claim and run. reattach: ask first, by the same two mkdirs that fence a start; answers with what the
   * target holds, follows the process when it still runs, or finishes `not-started` having made a late start impossible.
   */
  readonly mode: 'start' | 'reattach';
  /** Left out = as the account that logs in. By sudo; a password it asks for is asked of a person, never in argv. */
  readonly runAs?: string;
  /** Bytes already kept; output is sent again from here. */
  readonly offsets: { readonly stdout: number; readonly stderr: number };
  /** Recorded at `sent`; on reattach tells a reboot of the target (other boot id and no folder = indeterminate). */
  readonly targetBootId: string | null;
  /** How long to try to reach the target again after a cut before the outcome is `indeterminate`. */
  readonly reconnectMs: number;
}

export type ShellMessage =
  /** From here on the command may have run: a cut is no longer a failure. */
  | { readonly kind: 'sent'; readonly targetBootId: string | null; readonly hostKey: string }
  | {
      readonly kind: 'output';
      readonly stream: 'stdout' | 'stderr';
      readonly offset: number;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'lost-contact'; readonly reason: string }
  | { readonly kind: 'regained-contact' }
  | ShellFinished;

export interface ShellFinished {
  readonly kind: 'finished';
  readonly outcome: AttemptOutcome;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** On the target's or our monotonic clock, from start to end of the script. */
  readonly durationMs: number;
  /** Why, as a sentence, where the outcome is not plain success. */
  readonly reason: string | null;
  /** What the script wrote to `$HP_OUTPUT` (at most 64 KiB), detached runs only. */
  readonly outputText: string;
  /** What of the output is missing for good, as the end of a sentence; left out = nothing is. */
  readonly lostOutput?: string;
}

export interface ShellTask {
  /** Allows so many more bytes of output to be sent. Starts at 0; `perform` waits until some are granted. */
  grant(bytes: number): void;
  /** TERM, then KILL, to the whole process group. The outcome is `cancelled` when the target confirms it. */
  cancel(): void;
}
