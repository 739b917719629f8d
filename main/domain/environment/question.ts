import type { SshAction } from '../../../contract/plan.ts';

/** One thing asked of a target by a read-only script, in a shell there. */
export interface Question {
  /** The column it fills. */
  readonly column: string;
  /** Read by sh; may call what `question-programs` gives it. */
  readonly script: string;
  readonly timeoutMs: number;
  /** Answers in one line and mostly waits: asked beside the others. */
  readonly isQuick: boolean;
  readonly about: QuestionAbout;
}

/** How its answer is read. */
export type QuestionAbout =
  | { readonly kind: 'sudo'; readonly runAs: string }
  | { readonly kind: 'reach'; readonly label: string; readonly isHttps: boolean }
  | { readonly kind: 'database'; readonly label: string; readonly isOwn: boolean }
  | { readonly kind: 'package'; readonly name: string; readonly version: string | null }
  | { readonly kind: 'command'; readonly command: string; readonly version: string | null }
  | { readonly kind: 'check'; readonly expect: SshAction['expect'] };

/** What the target said. */
export interface Answer {
  readonly exitCode: number | null;
  /** Both streams, at most as much as anybody reads. */
  readonly text: string;
  readonly isLate: boolean;
}
