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
type ColumnKey = (typeof columnKeys)[number];

/** What a cell is written with: a clock needs the site's zone and a day to leave out. */
export interface Writing {
  readonly zone: string;
  readonly today: number;
  readonly numbers: ReadonlyMap<string, number>;
}

export interface StepColumn {
  readonly key: ColumnKey;
  readonly name: string;
  /** Pixels; the step takes what is left as well. */
  readonly width: number;
  readonly isFigure: boolean;
  /** What rows are ordered by; null comes last either way. */
  readonly order: (step: StepView) => number | string | null;
  /** The same words on the screen, on the clipboard and in the file. */
  readonly text: (step: StepView, writing: Writing) => string;
}

const stateOrder = Object.keys(stateLooks);

export const stepColumns: readonly StepColumn[] = [
  figure('number', '#', { width: 40, order: (step) => step.index, text: (step) => String(step.index + 1) }),
  word('state', 'State', {
    width: 112,
    order: (step) => stateOrder.indexOf(step.state),
    text: (step) => stepLook(step).word,
  }),
  word('step', 'Step', { width: 240, order: (step) => step.title, text: (step) => step.title }),
  word('kind', 'Kind', { width: 76, order: (step) => step.kind, text: (step) => step.kind }),
  word('stream', 'Stream', { width: 104, order: (step) => step.stream, text: (step) => step.stream ?? '' }),
  word('phase', 'Phase', { width: 72, order: (step) => step.phase, text: (step) => step.phase ?? '' }),
  word('responsible', 'Responsible', {
    width: 136,
    order: (step) => step.responsible,
    text: (step) => step.responsible ?? '',
  }),
  figure('planned', 'Planned', {
    width: 108,
    order: (step) => step.plannedStart,
    text: (step, writing) => span(step.plannedStart, step.plannedEnd, writing),
  }),
  figure('actual', 'Actual', {
    width: 116,
    order: (step) => step.startedAt ?? step.projectedStart,
    text: actualText,
  }),
  figure('eta', 'ETA', {
    width: 68,
    order: (step) => step.eta?.endAt ?? null,
    text: (step, writing) => (step.eta === null ? '' : dayClock(step.eta.endAt, writing)),
  }),
  figure('duration', 'Duration', { width: 76, order: lengthOf, text: lengthText }),
  figure('slip', 'Slip', { width: 72, order: slipOf, text: slipText }),
  figure('targets', 'Targets', {
    width: 84,
    order: (step) => (step.targets.total === 0 ? null : step.targets.failed * 1e6 + step.targets.total),
    text: targetsText,
  }),
  figure('attempts', 'Attempts', {
    width: 72,
    order: (step) => step.attempts,
    text: (step) => (step.attempts === 0 ? '' : String(step.attempts)),
  }),
  figure('after', 'After', { width: 88, order: (step) => step.after.length, text: afterText }),
];

type Shape = Pick<StepColumn, 'width' | 'order' | 'text'>;

function word(key: ColumnKey, name: string, shape: Shape): StepColumn {
  return { key, name, isFigure: false, ...shape };
}

function figure(key: ColumnKey, name: string, shape: Shape): StepColumn {
  return { key, name, isFigure: true, ...shape };
}

function span(from: number | null, to: number | null, writing: Writing): string {
  if (from === null) return '';
  return to === null ? dayClock(from, writing) : `${dayClock(from, writing)}–${clockTime(to, writing.zone)}`;
}

/** 22:47, or Sun 02:21 on another day than that of T0: a window is never a week long. */
function dayClock(at: number, { zone, today }: Writing): string {
  return dayAndTime(at, zone, today).replace(/ .* /, ' ');
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

const GAP = 12;

/** One grid for head and lines. `least` = the width at which nothing is squeezed; below it the table scrolls. */
export function tableGrid(columns: readonly StepColumn[]): { readonly template: string; readonly least: number } {
  const template = columns
    .map(({ key, width }) => (key === 'step' ? `minmax(${width}px, 1fr)` : `${width}px`))
    .join(' ');
  return { template, least: columns.reduce((sum, { width }) => sum + width + GAP, GAP) };
}
