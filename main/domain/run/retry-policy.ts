import type { PlanStep, UploadAction } from '../../../contract/plan.ts';

/** So many `not-started` in a row, and the target has failed: something keeps it from ever starting. */
export const STARTS_WITHOUT_A_RUN = 3;

export interface RetryPolicy {
  /** Attempts per target and round, the first included; 1 = none by itself. */
  readonly attempts: number;
  readonly delayMs: number;
  readonly isIdempotent: boolean;
  readonly hasCheck: boolean;
}

/** What may be tried again without asking. A retry that is neither idempotent nor checked is none. */
export function retryPolicy(step: PlanStep): RetryPolicy {
  const { action } = step;
  if (action.kind === 'upload') return ofUpload(action);
  if (action.kind !== 'ssh' && action.kind !== 'http') {
    return { attempts: 1, delayMs: 0, isIdempotent: false, hasCheck: false };
  }
  const hasCheck = action.kind === 'ssh' && action.check !== null;
  const isSafe = action.idempotent || hasCheck;
  return {
    attempts: isSafe && action.retry !== null ? action.retry.attempts : 1,
    delayMs: Math.max(0, action.retry?.delayMs ?? 0),
    isIdempotent: action.idempotent,
    hasCheck,
  };
}

/** The same bytes under the same name: to send them twice is to send them once. */
function ofUpload({ retry }: UploadAction): RetryPolicy {
  return {
    ...{ attempts: retry?.attempts ?? 1, delayMs: Math.max(0, retry?.delayMs ?? 0) },
    ...{ isIdempotent: true, hasCheck: false },
  };
}
