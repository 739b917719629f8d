import type { Finding } from '../../../contract/errors.ts';
import { lintCommands } from './lint-commands.ts';
import { lintExecutable } from './lint-executable.ts';
import { lintGraph } from './lint-graph.ts';
import { lintInputs } from './lint-inputs.ts';
import { lintInventory } from './lint-inventory.ts';
import { lintKinds } from './lint-kinds.ts';
import { lintOutputs } from './lint-outputs.ts';
import { lintPeople } from './lint-people.ts';
import { lintPlaceholders } from './lint-placeholders.ts';
import { lintProbes } from './lint-probes.ts';
import { lintScriptShell } from './lint-script-shell.ts';
import { lintVariables } from './lint-variables.ts';
import type { Rule, RunbookContext } from './runbook-context.ts';

const rules: readonly Rule[] = [
  (context) => context.times.faults,
  (context) => context.checklists.flatMap((checklist) => checklist?.faults ?? []),
  (context) => context.environment.faults,
  lintGraph,
  lintInputs,
  lintVariables,
  lintInventory,
  lintPeople,
  lintKinds,
  lintProbes,
  lintPlaceholders,
  lintOutputs,
  lintCommands,
  lintScriptShell,
  lintExecutable,
];

/** Everything the rules find in a runbook, in the order of the rules. */
export function lintRunbook(context: RunbookContext): readonly Finding[] {
  return rules.flatMap((rule) => rule(context)).map((about) => context.source.finding(about));
}
