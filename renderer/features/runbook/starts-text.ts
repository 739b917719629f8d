import type { RunbookView } from '../../../contract/workspace-views.ts';

const byPeople: readonly string[] = ['manual', 'checklist', 'gate', 'message'];

/** People start what people do; time and milestones come when they are due; work asks for Go unless told not to. */
export function startsText(step: Pick<RunbookView['steps'][number], 'kind' | 'start'>): string {
  if (byPeople.includes(step.kind)) return 'a person';
  if (step.kind === 'wait' || step.kind === 'milestone') return 'when due';
  return step.start === 'auto' ? 'by itself' : 'on Go';
}
