import type { StepView } from '../../../contract/views.ts';
import { stepLook } from '../../ui/state-words.ts';

/** A line of the runsheet: a stream's heading, or a step. */
export type RunsheetRow =
  | { readonly kind: 'stream'; readonly name: string; readonly done: number; readonly total: number }
  | { readonly kind: 'step'; readonly step: StepView };

const NO_STREAM = 'other';
const over = new Set(['succeeded', 'succeeded-with-exceptions', 'skipped', 'cancelled', 'backed-out']);

function isOver(step: Pick<StepView, 'state'>): boolean {
  return over.has(step.state);
}

/** Streams in order of their first step, steps in order of the plan. Without streams there are no headings. */
export function runsheetRows(steps: readonly StepView[], filter: string): readonly RunsheetRow[] {
  const shown = matching(steps, filter);
  const hasStreams = steps.some((step) => step.stream !== null);
  if (!hasStreams) return shown.map((step) => ({ kind: 'step', step }));
  const streams = Map.groupBy(shown, (step) => step.stream ?? NO_STREAM);
  return [...streams].flatMap(([name, members]): RunsheetRow[] => [
    { kind: 'stream', name, done: members.filter(isOver).length, total: members.length },
    ...members.map((step): RunsheetRow => ({ kind: 'step', step })),
  ]);
}

/** The steps as the eye meets them from top to bottom: what J and K walk along. */
export function stepsShown(steps: readonly StepView[], filter: string): readonly StepView[] {
  return runsheetRows(steps, filter).flatMap((row) => (row.kind === 'step' ? [row.step] : []));
}

/** All words must occur: in title, id, kind, stream, person or state. `failed web` finds failed web steps. */
export function matching(steps: readonly StepView[], filter: string): readonly StepView[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return steps;
  return steps.filter((step) => {
    const text = [step.title, step.id, step.kind, step.stream, step.responsible, step.state, stepLook(step).word]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
