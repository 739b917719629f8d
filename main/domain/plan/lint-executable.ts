import type { RunbookText } from '../../../contract/documents/runbook.ts';
import type { StepText, StepTextOf } from '../../../contract/documents/steps.ts';
import type { PlanTarget } from '../../../contract/plan.ts';
import type { About } from './parse-document.ts';
import { targetShells } from './plan-targets.ts';
import type { RunbookContext } from './runbook-context.ts';
import type { StepChecklist } from './step-checklists.ts';
import type { Path } from './text-tree.ts';

/** Everything the format knows and this build does not execute live. It refuses live and is never ignored. */
export function lintExecutable(context: RunbookContext): readonly About[] {
  const { runbook, selected, checklists, targets } = context;
  return [
    ...runbookLevel(runbook),
    ...unknownEnvironment(context),
    ...runbook.steps.flatMap((step, index) => {
      const own = [...stepLevel(step), ...kindLevel(step)].map(([key, what]) => later(['steps', index, ...key], what));
      return [
        ...own,
        ...unknownItems(step, index, checklists[index]),
        ...shells(targets, { step, index, names: selected[index] ?? [] }),
      ];
    }),
  ];
}

function later(path: Path, what: string): About {
  return {
    rule: 'not-executable-yet',
    severity: 'not-executable-yet',
    path,
    part: 'key',
    message: `${what} cannot be executed by this build; it can be rehearsed.`,
    cure: 'Rehearse it, or take it out to run live.',
  };
}

type Gap = readonly [key: Path, what: string];

function runbookLevel(runbook: RunbookText): readonly About[] {
  const { backoutPlan, defaults } = runbook;
  const gaps: Gap[] = [];
  if (runbook.roster !== undefined) gaps.push([['roster'], 'People kept in a Roster document']);
  if (backoutPlan !== undefined) gaps.push([['backoutPlan'], 'A backout plan']);
  if (defaults?.onFailure === 'backout') gaps.push([['defaults', 'onFailure'], 'onFailure: backout']);
  return gaps.map(([path, what]) => later(path, what));
}

function stepLevel(step: StepText): readonly Gap[] {
  const gaps: Gap[] = [];
  if (step.supplier !== undefined) gaps.push([['supplier'], 'A step of a supplier']);
  if (step.minSfiaLevel !== undefined) gaps.push([['minSfiaLevel'], 'minSfiaLevel']);
  if (step.fourEyes === true) gaps.push([['fourEyes'], 'fourEyes']);
  if (step.onFailure === 'backout') gaps.push([['onFailure'], 'onFailure: backout']);
  if (step.backout !== undefined && 'kind' in step.backout) gaps.push([['backout'], 'A backout step']);
  for (const [index, dependency] of (step.after ?? []).entries()) {
    if (dependency.run !== null) gaps.push([['after', index], 'A dependency on another run']);
  }
  return gaps;
}

function kindLevel(step: StepText): readonly Gap[] {
  switch (step.kind) {
    case 'upload':
      return uploadGaps(step);
    case 'connector':
      return [[['kind'], `A step of kind ${step.kind}`]];
    case 'gate':
      return gateGaps(step);
    case 'ssh':
      return sshGaps(step);
    case 'message':
      return messageGaps(step);
    default:
      return [];
  }
}

/** Items in a document that nobody looked up: a file judged alone. Where all documents are known it is an error. */
function unknownItems(step: StepText, index: number, checklist: StepChecklist | undefined): readonly About[] {
  if (step.kind !== 'checklist' || step.checklist === undefined || step.items !== undefined) return [];
  if (checklist === undefined || checklist.action !== null || checklist.faults.length > 0) return [];
  const key = step.checklist;
  return [
    {
      ...later(['steps', index, 'checklist'], `The checklist "${key}" is not known here, so its step`),
      cure: `Lay ${key}.yaml beside the runbook, or save both in the workspace.`,
    },
  ];
}

/** Targets in a document that nobody looked up, likewise. */
function unknownEnvironment({ runbook, environment }: RunbookContext): readonly About[] {
  const key = runbook.environment;
  if (key === undefined || environment.document !== null || environment.faults.length > 0) return [];
  return [
    {
      ...later(['environment'], `The environment "${key}" is not known here, so its runbook`),
      cure: `Lay ${key}.yaml beside the runbook, or save both in the workspace.`,
    },
  ];
}

function gateGaps(step: StepTextOf<'gate'>): readonly Gap[] {
  const gaps: Gap[] = step.vote === undefined ? [] : [[['vote'], 'A vote']];
  for (const [index, criterion] of (step.criteria ?? []).entries()) {
    if (criterion.probe !== undefined) gaps.push([['criteria', index, 'probe'], 'A criterion judged by a probe']);
  }
  return gaps;
}

function sshGaps(step: StepTextOf<'ssh'>): readonly Gap[] {
  const gaps: Gap[] = [];
  for (const key of ['run', 'check', 'verify'] as const) {
    if (typeof step[key] === 'object') gaps.push([[key], 'A script kept in a file']);
  }
  if (step.rollout !== undefined) gaps.push([['rollout'], 'A rollout in waves']);
  return gaps;
}

function uploadGaps(step: StepTextOf<'upload'>): readonly Gap[] {
  const gaps: Gap[] = [];
  if (typeof step.verify === 'object') gaps.push([['verify'], 'A script kept in a file']);
  if (step.rollout !== undefined) gaps.push([['rollout'], 'A rollout in waves']);
  return gaps;
}

function messageGaps(step: StepTextOf<'message'>): readonly Gap[] {
  const gaps: Gap[] = [];
  if (step.template !== undefined) gaps.push([['template'], 'A message of a message plan']);
  if (step.approvals !== undefined) gaps.push([['approvals'], 'The approval of a message']);
  return gaps;
}

function shells(
  targets: readonly PlanTarget[],
  { step, index, names }: { step: StepText; index: number; names: readonly string[] },
): readonly About[] {
  const asksShell =
    step.kind === 'ssh' ? step.shell === undefined : step.kind === 'upload' && step.verify !== undefined;
  if (!asksShell || targetShells(targets, names).size <= 1) return [];
  return [later(['steps', index, 'targets'], 'One step in different shells')];
}
