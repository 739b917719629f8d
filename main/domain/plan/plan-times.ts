import type { RunbookText } from '../../../contract/documents/runbook.ts';
import type { StepText } from '../../../contract/documents/steps.ts';
import { isClock } from '../../../contract/documents/time-text.ts';
import type { About } from './parse-document.ts';
import type { Path } from './text-tree.ts';
import type { ResolveWallTime } from './wall-time.ts';

/** Wall times of a runbook as UTC instants; what could not be resolved is null and has its finding. */
export interface PlanTimes {
  readonly timezone: string;
  readonly window: { readonly start: number; readonly end: number } | null;
  /** By index of the step. */
  readonly steps: readonly StepTimes[];
  readonly faults: readonly About[];
}

export interface StepTimes {
  readonly notBefore: number | null;
  readonly notAfter: number | null;
  /** Of a `wait`. */
  readonly until: number | null;
}

const noTimes: StepTimes = { notBefore: null, notAfter: null, until: null };

export function planTimes(runbook: RunbookText, resolve: ResolveWallTime): PlanTimes {
  const faults: About[] = [];
  const timezone = runbook.timezone ?? 'UTC';
  const zoneWorks = checkZone(timezone, resolve, faults);
  if (!zoneWorks) return { timezone, window: null, steps: runbook.steps.map(() => noTimes), faults };
  const resolver: Resolver = { resolve, timezone, faults };
  const window = resolveWindow(runbook, resolver);
  const opening = runbook.window !== undefined && 'start' in runbook.window ? runbook.window.start : null;
  const day = opening === null || window === null ? null : { date: opening.slice(0, 10), opens: window.start };
  const steps = runbook.steps.map((step, index) => stepTimes(step, index, { ...resolver, day }));
  return { timezone, window, steps, faults };
}

interface Resolver {
  readonly resolve: ResolveWallTime;
  readonly timezone: string;
  readonly faults: About[];
  /** The day the window opens, for times of day. */
  readonly day?: { readonly date: string; readonly opens: number } | null;
}

function checkZone(timezone: string, resolve: ResolveWallTime, faults: About[]): boolean {
  const probe = resolve('2026-01-15T12:00', timezone);
  if (probe.kind !== 'unknown-zone') return true;
  faults.push({
    rule: 'unknown-zone',
    severity: 'error',
    path: ['timezone'],
    message: probe.message,
    cure: probe.cure,
  });
  return false;
}

function resolveWindow(runbook: RunbookText, resolver: Resolver): PlanTimes['window'] {
  const { window } = runbook;
  if (window === undefined || !('start' in window)) return null;
  const start = instantOf(window.start, ['window', 'start'], resolver);
  const end = instantOf(window.end, ['window', 'end'], resolver);
  if (start === null || end === null) return null;
  if (end > start) return { start, end };
  resolver.faults.push({
    rule: 'window-order',
    severity: 'error',
    path: ['window', 'end'],
    message: `The window ends (${window.end}) before it starts (${window.start}).`,
    cure: 'Let the end be after the start; mind the date when the window crosses midnight.',
  });
  return null;
}

function stepTimes(step: StepText, index: number, resolver: Resolver): StepTimes {
  const at = (text: string | undefined, key: string) =>
    text === undefined ? null : instantOf(text, ['steps', index, key], resolver);
  const notBefore = at(step.notBefore, 'notBefore');
  const notAfter = at(step.notAfter, 'notAfter');
  if (notBefore !== null && notAfter !== null && notAfter < notBefore) {
    resolver.faults.push({
      rule: 'times-order',
      severity: 'error',
      path: ['steps', index, 'notAfter'],
      message: 'notAfter lies before notBefore: the step could never start.',
      cure: 'Let notAfter be later than notBefore.',
    });
  }
  return { notBefore, notAfter, until: at(step.kind === 'wait' ? step.until : undefined, 'until') };
}

function instantOf(text: string, path: Path, resolver: Resolver): number | null {
  if (isClock(text)) return instantOfClock(text, path, resolver);
  const resolved = resolver.resolve(text, resolver.timezone);
  if (resolved.kind === 'instant') return resolved.at;
  const rule = resolved.kind === 'gap' || resolved.kind === 'fold' ? `dst-${resolved.kind}` : 'bad-time';
  resolver.faults.push({ rule, severity: 'error', path, message: resolved.message, cure: resolved.cure });
  return null;
}

/** The first such time of day at or after the window opens. */
function instantOfClock(clock: string, path: Path, resolver: Resolver): number | null {
  const { day } = resolver;
  if (day === null || day === undefined) {
    resolver.faults.push({
      rule: 'needs-date',
      severity: 'error',
      path,
      message: `${clock} is a time of day, and there is no window that would give it a date.`,
      cure: `Give the window a start, or write the date: '2026-11-28T${clock}'.`,
    });
    return null;
  }
  const first = instantOf(`${day.date}T${clock}`, path, resolver);
  if (first === null || first >= day.opens) return first;
  return instantOf(`${dayAfter(day.date)}T${clock}`, path, resolver);
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
