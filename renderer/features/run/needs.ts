import type { VaultWait } from '../../../contract/questions.ts';
import type { RunHeader, StepView } from '../../../contract/views.ts';

/** One thing that will not go on without a person. */
export interface NeedLine {
  /** null = the run itself. */
  readonly stepId: string | null;
  readonly step: StepView | null;
  readonly what: string;
  readonly since: number | null;
  readonly due: number | null;
  readonly onExpiry: 'hold' | 'no-go' | null;
  readonly who: string | null;
  /** 0 unknown, 1 failed, 2 due, 3 the rest: trouble first, then by deadline. */
  readonly rank: number;
}

/** `waits` are steps whose turn it is and which the vault, as it is, gives no value: of any run. */
export function needLines(
  steps: readonly StepView[],
  header: RunHeader,
  waits: readonly VaultWait[] = [],
): readonly NeedLine[] {
  if (header.endedAt !== null) return [];
  const ofVault = new Map(waits.filter(({ runId }) => runId === header.runId).map((wait) => [wait.stepId, wait]));
  const lines = steps.flatMap((step) => {
    const wait = ofVault.get(step.id);
    const line = wait === undefined ? needOf(step) : vaultLine(step, wait);
    return line === null ? [] : [line];
  });
  if (header.proposedClosure !== null) lines.push(closeLine(header, header.proposedClosure.code));
  return lines.sort(
    (a, b) => a.rank - b.rank || (a.due ?? Infinity) - (b.due ?? Infinity) || (a.since ?? 0) - (b.since ?? 0),
  );
}

function needOf(step: StepView): NeedLine | null {
  const { need } = step;
  const isTrouble = step.state === 'failed' || step.state === 'indeterminate';
  if (need === null && !isTrouble) return null;
  return {
    stepId: step.id,
    step,
    what: need?.what ?? step.stateReason ?? 'Decide how to go on.',
    since: need?.since ?? step.endedAt,
    due: need?.due ?? null,
    onExpiry: need?.onExpiry ?? null,
    who: need?.who ?? step.responsible,
    rank: rankOf(step),
  };
}

function vaultLine(step: StepView, { names }: VaultWait): NeedLine {
  return {
    ...{ stepId: step.id, step, since: step.need?.since ?? null, due: null, onExpiry: null, who: null, rank: 3 },
    what: `Waits for the vault: ${names.join(', ')}. Nothing was sent.`,
  };
}

function rankOf(step: StepView): number {
  if (step.state === 'indeterminate') return 0;
  if (step.state === 'failed') return 1;
  return (step.need?.due ?? null) === null ? 3 : 2;
}

function closeLine(header: RunHeader, code: string): NeedLine {
  return {
    stepId: null,
    step: null,
    what: `Every step is over. Close the run; proposed: ${code}.`,
    since: header.now,
    due: null,
    onExpiry: null,
    who: header.chair,
    rank: 3,
  };
}

/** One row of the list: what needs a person, and the steps that failed in the same way. */
export interface NeedGroup {
  readonly first: NeedLine;
  readonly others: readonly NeedLine[];
}

/** The same failure in many steps is one thing to look at: told once, at the place of the first. */
export function needGroups(lines: readonly NeedLine[]): readonly NeedGroup[] {
  const groups = Map.groupBy(lines, (line) => failureOf(line) ?? line.stepId ?? 'run');
  return [...groups.values()].flatMap(([first, ...others]) => (first === undefined ? [] : [{ first, others }]));
}

/** What went wrong, without where and how often; null = nothing did, or nobody knows what. */
function failureOf({ step }: NeedLine): string | null {
  if (step === null || step.stateReason === null) return null;
  if (step.state !== 'failed' && step.state !== 'indeterminate') return null;
  return `${step.state} ${step.stateReason.replace(/^.*?\d+ of \d+ targets?[^:]*:?\s*/, '').replace(/\([^)]*\)/g, '')}`;
}

/** Steps that come next by themselves or after somebody's turn, soonest first. */
export function nextSteps(steps: readonly StepView[], count: number): readonly StepView[] {
  return steps
    .filter((step) => (step.state === 'pending' || step.state === 'scheduled') && step.need === null)
    .sort((a, b) => (a.projectedStart ?? Infinity) - (b.projectedStart ?? Infinity) || a.index - b.index)
    .slice(0, count);
}

/** What a pending step waits for: the predecessors that are not over, by title. */
export function waitsFor(step: StepView, steps: readonly StepView[]): readonly string[] {
  const byId = new Map(steps.map((one) => [one.id, one]));
  return step.after.flatMap((dependency) => {
    const before = byId.get(dependency.step);
    const isReleased = before === undefined || before.endedAt !== null || dependency.type === 'SS';
    return isReleased && before?.state !== 'failed' ? [] : [before?.title ?? dependency.step];
  });
}
