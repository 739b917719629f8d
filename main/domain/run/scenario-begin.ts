import type { RunCommand } from '../../../contract/commands.ts';
import type { RunState } from './state.ts';

type Start = Extract<RunCommand, { type: 'start' }>;

/**
 * When the night of a rehearsal begins: with its window, or with the first step planned before it, so that every wall
 * time of the plan and the end of the window mean what they will mean then. Null = now: live, without a window, in it or
 * after it, or when T0 is said to be now.
 */
export function scenarioBegin({ mode, life, plan }: RunState, command: Start, now: number): number | null {
  const { window, steps } = plan;
  if (mode === 'live' || life !== 'draft' || window === null || command.t0 === 'now') return null;
  const earliest = steps.reduce((least, step) => Math.min(least, step.startAtMs ?? 0), 0);
  const begin = window.start + earliest;
  return begin > now ? begin : null;
}
