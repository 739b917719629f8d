import type { ProblemCode } from '../../../contract/errors.ts';
import { type Deliberation, factsOf } from './deliberation.ts';
import type { Decision } from './types.ts';

/** Accepted commands say which steps to look at again; the time is looked at in any case. */
export type Handled =
  | { readonly kind: 'accepted'; readonly touched: readonly number[] }
  | Extract<Decision, { kind: 'refused' }>;

export function refused(message: string, code: ProblemCode = 'refused'): Extract<Decision, { kind: 'refused' }> {
  return { kind: 'refused', problem: { code, message } };
}

export function accepted(touched: readonly number[] = []): Handled {
  return { kind: 'accepted', touched };
}

/** The step changed: look at it and at everything that depends on it. */
export function acceptedAt(work: Deliberation, index: number): Handled {
  return accepted([index, ...factsOf(work.state, index).successors.map((successor) => successor.index)]);
}
