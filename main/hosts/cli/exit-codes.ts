import type { Problem, ProblemCode } from '../../../contract/errors.ts';

/** What the exit code of `holdpoint` says. Scripts depend on it: DESIGN section 9. */
export const exitCodes = {
  completed: 0,
  /** Ended otherwise; for `verify`, a finding. */
  endedOtherwise: 1,
  /** Usage, or an invalid document. */
  usage: 2,
  /** Held, or waiting for a person. */
  waiting: 3,
  /** The outcome of an attempt is unknown; wins over `waiting`. */
  indeterminate: 4,
  /** Refused now; the reasons are on stderr. */
  refused: 5,
  /** The workspace cannot be used. */
  workspace: 6,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byProblem: Readonly<Record<ProblemCode, ExitCode>> = {
  'invalid-input': exitCodes.usage,
  'invalid-document': exitCodes.usage,
  'not-found': exitCodes.usage,
  'not-built-yet': exitCodes.usage,
  'not-executable-yet': exitCodes.usage,
  'too-large': exitCodes.usage,
  refused: exitCodes.refused,
  stale: exitCodes.refused,
  conflict: exitCodes.refused,
  unauthorized: exitCodes.workspace,
  'workspace-unusable': exitCodes.workspace,
  'read-only': exitCodes.workspace,
  disconnected: exitCodes.workspace,
  defect: exitCodes.workspace,
};

export function exitOf(problem: Problem): ExitCode {
  return byProblem[problem.code];
}
