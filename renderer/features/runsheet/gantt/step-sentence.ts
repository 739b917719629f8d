import type { StepView } from '../../../../contract/views.ts';
import { duration } from '../../../format/duration.ts';
import { clockTime, clockTimeWithSeconds } from '../../../format/time.ts';
import { stepLook } from '../../../ui/state-words.ts';

/** What the bar shows, for those who hear it: state, plan, what happened, what is expected. */
export function stepSentence(step: StepView, zone: string): string {
  const parts = [stepLook(step).word, ...timeFacts(step, zone).map(([name, text]) => `${name} ${text}`)];
  if (step.pointOfNoReturn) parts.push('point of no return');
  return parts.join(', ');
}

/** The times of a step as pairs of name and figures, in the order a person asks for them. */
export function timeFacts(step: StepView, zone: string): readonly (readonly [string, string])[] {
  const facts: (readonly [string, string])[] = [];
  const span = (from: number | null, to: number | null, fine = false) => {
    const clock = fine ? clockTimeWithSeconds : clockTime;
    return [from, to].flatMap((at) => (at === null ? [] : [clock(at, zone)])).join('–');
  };
  if (step.plannedStart !== null) facts.push(['planned', span(step.plannedStart, step.plannedEnd)]);
  if (step.startedAt !== null) facts.push(['actual', span(step.startedAt, step.endedAt, true)]);
  if (step.endedAt === null && step.projectedEnd !== null) {
    const from = step.startedAt === null ? step.projectedStart : null;
    facts.push([
      'projected',
      from === null ? `end ${clockTime(step.projectedEnd, zone)}` : span(from, step.projectedEnd),
    ]);
  }
  if (step.eta !== null && step.endedAt === null) {
    facts.push(['ETA', `${clockTime(step.eta.endAt, zone)} (${step.eta.by})`]);
  }
  const slip = slipOf(step);
  if (slip !== null && Math.abs(slip) >= 60_000) facts.push([slip > 0 ? 'late by' : 'early by', duration(slip)]);
  return facts;
}

/** How much later than planned it ended, or is expected to end; negative = earlier, null = nobody planned it. */
export function slipOf(step: StepView): number | null {
  const end = step.endedAt ?? step.projectedEnd;
  return step.plannedEnd === null || end === null ? null : end - step.plannedEnd;
}
