import type { Finding } from '../../../contract/errors.ts';
import { lintGraph } from './lint-graph.ts';
import { lintInputs } from './lint-inputs.ts';
import type { Rule, RunbookContext } from './runbook-context.ts';

const rules: readonly Rule[] = [(context) => context.times.faults, lintGraph, lintInputs];

/** Everything the rules find in a runbook, in the order of the rules. */
export function lintRunbook(context: RunbookContext): readonly Finding[] {
  return rules.flatMap((rule) => rule(context)).map((about) => context.source.finding(about));
}
