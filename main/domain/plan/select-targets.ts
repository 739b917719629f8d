import type { Selector, SelectorTerm } from '../../../contract/documents/selector.ts';
import type { TargetName } from '../../../contract/ids.ts';
import type { PlanTarget } from '../../../contract/plan.ts';

/** Names of the targets a selector means, in inventory order; of one kind where the step can use only that. */
export function selectTargets(
  targets: readonly PlanTarget[],
  selector: Selector,
  kind: PlanTarget['kind'] | null,
): readonly TargetName[] {
  const isMeant = (target: PlanTarget) => kind === null || target.kind === kind;
  return targets.filter((target) => isMeant(target) && matches(target, selector)).map((target) => target.name);
}

function matches(target: PlanTarget, selector: Selector): boolean {
  return selector.terms.every((term) => termHolds(target, term));
}

function termHolds(target: PlanTarget, term: SelectorTerm): boolean {
  const isInGroup = term.key === 'group' && (target.groups ?? []).some((group) => isOneOf(group, term));
  const value =
    term.key === 'name' ? target.name : Object.hasOwn(target.labels, term.key) ? target.labels[term.key] : undefined;
  return (isInGroup || (value !== undefined && isOneOf(value, term))) !== term.negated;
}

function isOneOf(value: string, { values }: SelectorTerm): boolean {
  return values.some((pattern) => matchesGlob(value, pattern));
}

/** `*` stands for any characters. Linear: each piece is looked for once, from left to right. */
export function matchesGlob(value: string, pattern: string): boolean {
  const pieces = pattern.split('*');
  const [first = ''] = pieces;
  if (pieces.length === 1) return value === pattern;
  const last = pieces.at(-1) ?? '';
  if (!value.startsWith(first) || !value.endsWith(last) || value.length < first.length + last.length) return false;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = value.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return from <= value.length - last.length;
}
