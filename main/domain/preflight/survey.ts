/** What a target said when it was asked before the start; facts, not yet judged. */
export type Survey = SurveyAnswer | SurveyFailure;

export interface SurveyAnswer {
  readonly kind: 'answered';
  /** `SHA256:…` of the key the server proved to hold. */
  readonly hostKey: string;
  /** Where we write, in the order they were asked for. */
  readonly folders: readonly FolderFacts[];
  /** Programs asked for that the target's PATH does not have. */
  readonly missingPrograms: readonly string[];
  /** systemd ends what a login leaves behind (KillUserProcesses), detached work too. */
  readonly killsAtLogout: boolean;
  /** null = its clock could not be read. */
  readonly clock: ClockReading | null;
}

export interface FolderFacts {
  readonly folder: string;
  /** KiB a user may still write; null = the target could not say. */
  readonly freeKiB: number | null;
  /** Files that may still be made; null = the target could not say, or has no such limit. */
  readonly freeFiles: number | null;
  readonly isWritable: boolean;
}

/** One reading of the target's clock between two of ours: it was read somewhere in between. */
export interface ClockReading {
  readonly targetMs: number;
  /** The reading is the start of a tick this long: 1 where it has milliseconds, 1000 where only seconds. */
  readonly tickMs: number;
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
}

/**
 * How far the question came: no way to the server, its key not good, the login refused, no shell that answers, or
 * nothing at all in the time it had.
 */
export type SurveyStage = 'route' | 'key-unknown' | 'key-changed' | 'login' | 'shell' | 'time';

export interface SurveyFailure {
  readonly kind: 'failed';
  readonly stage: SurveyStage;
  /** What happened and what to do next, as sentences. */
  readonly reason: string;
}

/** What became of a question to an HTTP target. */
export type UrlAnswer =
  | { readonly kind: 'answered'; readonly status: number | null; readonly certificateEndsAt: number | null }
  | { readonly kind: 'silent'; readonly reason: string };
