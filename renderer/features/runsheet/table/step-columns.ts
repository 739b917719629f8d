import type { StepView } from '../../../../contract/views.ts';
import { duration } from '../../../format/duration.ts';
import { clockTime, dayAndTime } from '../../../format/time.ts';
import { stateLooks, stepLook } from '../../../ui/state-words.ts';
import { slipOf } from '../gantt/step-sentence.ts';

export const columnKeys = [
  'number',
  'state',
  'step',
  'kind',
  'stream',
  'phase',
  'responsible',
  'planned',
  'actual',
  'eta',
  'duration',
  'slip',
  'targets',
  'attempts',
  'after',
] as const;
export type ColumnKey = (typeof columnKeys)[number];

/** What a cell is written with: a clock needs the site's zone and a day to leave out. */
export interface Writing {
  readonly zone: string;
  readonly today: number;
  readonly numbers: ReadonlyMap<string, number>;
}

export interface StepColumn {
  readonly key: ColumnKey;
  readonly name: string;
  readonly width: string;
  readonly isFigure: boolean;
  /** What rows are ordered by; null comes last either way. */
  readonly order: (step: StepView) => number | string | null;
  /** The same words on the screen, on the clipboard and in the file. */
  readonly text: (step: StepView, writing: Writing) => string;
}

const stateOrder = Object.keys(stateLooks);

export const stepColumns: readonly StepColumn[] = [
  figure('number', '#', { width: '40px', order: (step) => step.index, text: (step) => String(step.index + 1) }),
  word('state', 'State', {
    width: '112px',
    order: (step) => stateOrder.indexOf(step.state),
    text: (step) => stepLook(step).word,
  }),
  word('step', 'Step', { width: 'minmax(200px, 1fr)', order: (step) => step.title, text: (step) => step.title }),
  word('kind', 'Kind', { width: '76px', order: (step) => step.kind, text: (step) => step.kind }),
  word('stream', 'Stream', { width: '104px', order: (step) => step.stream, text: (step) => step.stream ?? '' }),
  word('phase', 'Phase', { width: '72px', order: (step) => step.phase, text: (step) => step.phase ?? '' }),
  word('responsible', 'Responsible', {
    width: '136px',
    order: (step) => step.responsible,
    text: (step) => step.responsible ?? '',
  }),
  figure('planned', 'Planned', {
    width: '92px',
    order: (step) => step.plannedStart,
    text: (step, writing) => span(step.plannedStart, step.plannedEnd, writing),
  }),
  figure('actual', 'Actual', {
    width: '100px',
    order: (step) => step.startedAt ?? step.projectedStart,
    text: actualText,
  }),
  figure('eta', 'ETA', {
    width: '56px',
    order: (step) => step.eta?.endAt ?? null,
    text: (step, { zone, today }) => (step.eta === null ? '' : dayAndTime(step.eta.endAt, zone, today)),
  }),
  figure('duration', 'Duration', { width: '76px', order: lengthOf, text: lengthText }),
  figure('slip', 'Slip', { width: '72px', order: slipOf, text: slipText }),
  figure('targets', 'Targets', {
    width: '84px',
    order: (step) => (step.targets.total === 0 ? null : step.targets.failed * 1e6 + step.targets.total),
    text: targetsText,
  }),
  figure('attempts', 'Attempts', {
    width: '72px',
    order: (step) => step.attempts,
    text: (step) => (step.attempts === 0 ? '' : String(step.attempts)),
  }),
  figure('after', 'After', { width: '88px', order: (step) => step.after.length, text: afterText }),
];

type Shape = Pick<StepColumn, 'width' | 'order' | 'text'>;

function word(key: ColumnKey, name: string, shape: Shape): StepColumn {
  return { key, name, isFigure: false, ...shape };
}

function figure(key: ColumnKey, name: string, shape: Shape): StepColumn {
  return { key, name, isFigure: true, ...shape };
}

function span(from: number | null, to: number | null, { zone, today }: Writing): string {
  if (from === null) return '';
  return to === null ? dayAndTime(from, zone, today) : `${dayAndTime(from, zone, today)}–${clockTime(to, zone)}`;
}

/** What happened; what is expected has a ~ before it. */
function actualText(step: StepView, writing: Writing): string {
  if (step.startedAt === null) {
    const expected = step.endedAt === null ? span(step.projectedStart, step.projectedEnd, writing) : '';
    return expected === '' ? '' : `~${expected}`;
  }
  if (step.endedAt !== null) return span(step.startedAt, step.endedAt, writing);
  const end = step.projectedEnd === null ? '' : `~${clockTime(step.projectedEnd, writing.zone)}`;
  return `${span(step.startedAt, null, writing)}–${end}`;
}

function lengthOf(step: StepView): number | null {
  if (step.startedAt !== null && step.endedAt !== null) return step.endedAt - step.startedAt;
  return step.duration?.likelyMs ?? null;
}

function lengthText(step: StepView): string {
  const length = lengthOf(step);
  if (length === null) return '';
  return step.startedAt !== null && step.endedAt !== null ? duration(length) : `~${duration(length)}`;
}

function slipText(step: StepView): string {
  const slip = slipOf(step);
  if (slip === null || Math.abs(slip) < 60_000) return slip === null ? '' : '0 m';
  return `${slip > 0 ? '+' : '−'}${duration(slip)}`;
}

function targetsText({ targets }: StepView): string {
  if (targets.total === 0) return '';
  const failed = targets.failed > 0 ? ` ✕${targets.failed}` : '';
  const unknown = targets.unknown > 0 ? ` ?${targets.unknown}` : '';
  return `${targets.succeeded}/${targets.total}${failed}${unknown}`;
}

function afterText(step: StepView, { numbers }: Writing): string {
  return step.after
    .map(({ step: before, type }) => `${(numbers.get(before) ?? -1) + 1 || before}${type === 'FS' ? '' : type}`)
    .join(', ');
}

export interface SortBy {
  readonly key: ColumnKey;
  readonly isDown: boolean;
}

/** Ties stand in the order of the plan, and so does everything without a sort. */
export function sortedSteps(steps: readonly StepView[], by: SortBy | null): readonly StepView[] {
  const column = stepColumns.find((one) => one.key === by?.key);
  if (column === undefined || by === null) return steps;
  const sign = by.isDown ? -1 : 1;
  return [...steps].sort((a, b) => {
    const [left, right] = [column.order(a), column.order(b)];
    if (left === null || right === null) return left === right ? a.index - b.index : left === null ? 1 : -1;
    return sign * compared(left, right) || a.index - b.index;
  });
}

function compared(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}
