import type { Condition } from '../../../contract/plan.ts';
import type { RunState } from './state.ts';
import { stepNamed } from './state.ts';

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
  const missing: string[] = [];
  const value = condition.value.replace(/\$\{\{\s*([^}]*?)\s*\}\}/g, (_whole, path: string) => {
    const found = lookUp(state, path);
    if (found === null) missing.push(path);
    return found ?? '';
  });
  if (missing.length > 0) return { kind: 'unresolved', reason: `${missing.join(', ')} has no value.` };
  if (condition.in.includes(value)) return { kind: 'true' };
  return { kind: 'false', reason: `“${value}” is not ${condition.in.map((one) => `“${one}”`).join(' or ')}.` };
}

function lookUp(state: RunState, path: string): string | null {
  const [root, name, field, output] = path.split('.');
  if (root === 'inputs' && name !== undefined && field === undefined) return state.inputs[name] ?? null;
  if (root !== 'steps' || name === undefined || field !== 'outputs' || output === undefined) return null;
  return stepNamed(state, name)?.outputs[output] ?? null;
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
