import type { RunbookText } from '../../../contract/documents/runbook.ts';
import type { StepText } from '../../../contract/documents/steps.ts';
import type { TargetName } from '../../../contract/ids.ts';
import type { PlanTarget } from '../../../contract/plan.ts';
import type { About, Source } from './parse-document.ts';
import { type PlanEnvironment, planEnvironment } from './plan-environment.ts';
import { planTargets, targetKindOf } from './plan-targets.ts';
import { type PlanTimes, planTimes } from './plan-times.ts';
import { selectTargets } from './select-targets.ts';
import { type StepChecklist, type StoredChecklists, stepChecklists } from './step-checklists.ts';
import type { Path, TextNode } from './text-tree.ts';
import type { ResolveWallTime } from './wall-time.ts';

/** A runbook with everything about it looked up once, for the rules and the compiler. */
export interface RunbookContext {
  readonly runbook: RunbookText;
  readonly source: Source;
  readonly times: PlanTimes;
  /** Where it goes, when it names an environment. */
  readonly environment: PlanEnvironment;
  readonly targets: readonly PlanTarget[];
  /** By index of the step. */
  readonly selected: readonly (readonly TargetName[])[];
  /** Ids of all steps as written, those of steps too broken to be judged included. */
  readonly declaredIds: readonly string[];
  /** The inventory was read whole: what it does not hold does not exist. */
  readonly isInventoryWhole: boolean;
  readonly roles: ReadonlySet<string>;
  /** Names in the vault of the workspace; null = nobody knows. */
  readonly vaultNames: readonly string[] | null;
  /** By index of the step; undefined where the step is no checklist. */
  readonly checklists: readonly (StepChecklist | undefined)[];
}

/** One rule of the linter: looks at the whole runbook and says what is wrong. */
export type Rule = (context: RunbookContext) => readonly About[];

export interface ContextParts {
  readonly runbook: RunbookText;
  readonly source: Source;
  readonly written: TextNode;
  readonly resolve: ResolveWallTime;
  readonly stored: StoredChecklists;
}

export function runbookContext({ runbook, source, written, resolve, stored }: ContextParts): RunbookContext {
  const environment = planEnvironment(runbook, stored, resolve);
  const targets = planTargets(runbook, environment.document);
  const select = cachedSelection(targets);
  return {
    runbook,
    source,
    times: planTimes(runbook, resolve),
    environment,
    targets,
    selected: runbook.steps.map(select),
    declaredIds: idsOf(written),
    isInventoryWhole:
      runbook.environment === undefined
        ? listLength(written, ['inventory']) === targets.length
        : environment.document !== null,
    roles: new Set((runbook.people ?? []).map((person) => person.role)),
    vaultNames: stored.vaultNames ?? null,
    checklists: stepChecklists(runbook, stored, resolve),
  };
}

/** Many steps share a selector; each is matched once. */
function cachedSelection(targets: readonly PlanTarget[]): (step: StepText) => readonly TargetName[] {
  const known = new Map<string, readonly TargetName[]>();
  return (step) => {
    const selector = 'targets' in step ? step.targets : undefined;
    if (selector === undefined) return [];
    const kind = targetKindOf(step.kind);
    const key = `${kind} ${selector.text}`;
    const found = known.get(key) ?? selectTargets(targets, selector, kind);
    known.set(key, found);
    return found;
  };
}

function idsOf(written: TextNode): readonly string[] {
  const steps = written.kind === 'map' ? written.entries.get('steps')?.node : undefined;
  if (steps?.kind !== 'list') return [];
  return steps.items.flatMap(({ node }) => {
    const id = node.kind === 'map' ? node.entries.get('id')?.node : undefined;
    return id?.kind === 'text' ? [id.text] : [];
  });
}

function listLength(root: TextNode, path: Path): number {
  const node = root.kind === 'map' ? root.entries.get(String(path[0]))?.node : undefined;
  return node?.kind === 'list' ? node.items.length : 0;
}
