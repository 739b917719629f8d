import type { Condition } from '../../../contract/plan.ts';
import { resolvedText } from './resolve.ts';
import type { RunState } from './state.ts';

export type Verdict =
  | { readonly kind: 'true' }
  | { readonly kind: 'false'; readonly reason: string }
  | { readonly kind: 'unresolved'; readonly reason: string };

/** Judges a step's `when` once its predecessors are over. What cannot be resolved is never taken for false. */
export function evaluateCondition(state: RunState, condition: Condition | null): Verdict {
  if (condition === null) return { kind: 'true' };
  switch (condition.kind) {
    case 'in':
      return isOneOf(state, condition);
    case 'not':
      return negated(evaluateCondition(state, condition.of));
    case 'all':
      return joined(condition.of.map((part) => evaluateCondition(state, part)));
    case 'any':
      return negated(joined(condition.of.map((part) => negated(evaluateCondition(state, part)))));
  }
}

function isOneOf(state: RunState, condition: Extract<Condition, { kind: 'in' }>): Verdict {
  const { text, unresolved } = resolvedText(state, condition.value);
  if (unresolved.length > 0) return { kind: 'unresolved', reason: `${unresolved.join(', ')} has no value.` };
  if (condition.in.includes(text)) return { kind: 'true' };
  return { kind: 'false', reason: `“${text}” is not ${condition.in.map((one) => `“${one}”`).join(' or ')}.` };
}

function negated(verdict: Verdict): Verdict {
  if (verdict.kind === 'unresolved') return verdict;
  return verdict.kind === 'true'
    ? { kind: 'false', reason: 'Its condition is met the other way round.' }
    : { kind: 'true' };
}

/** All of them; an unresolved part outweighs a false one, so that nothing is skipped by mistake. */
function joined(verdicts: readonly Verdict[]): Verdict {
  return (
    verdicts.find((verdict) => verdict.kind === 'unresolved') ??
    verdicts.find((verdict) => verdict.kind === 'false') ?? { kind: 'true' }
  );
}
