import type { Preflight, PreflightCheck } from '../../../contract/preflight.ts';
import { counted } from '../../format/duration.ts';

/** Checks that say the same of several subjects, said once. */
export interface CheckGroup {
  readonly id: string;
  readonly check: PreflightCheck;
  readonly subjects: readonly string[];
}

export interface CheckGroups {
  /** Bad and unknown: do not start. */
  readonly bad: readonly CheckGroup[];
  readonly warnings: readonly CheckGroup[];
  readonly good: readonly PreflightCheck[];
}

export function checkGroups({ checks }: Preflight): CheckGroups {
  return {
    bad: grouped(checks.filter(({ verdict }) => verdict === 'bad' || verdict === 'unknown')),
    warnings: grouped(checks.filter(({ verdict }) => verdict === 'warning')),
    good: checks.filter(({ verdict }) => verdict === 'good'),
  };
}

function grouped(checks: readonly PreflightCheck[]): readonly CheckGroup[] {
  const groups = new Map<string, { id: string; check: PreflightCheck; subjects: string[] }>();
  for (const check of checks) {
    const id = JSON.stringify([check.aspect, check.verdict, check.text, check.cure]);
    const group = groups.get(id) ?? { id, check, subjects: [] };
    group.subjects.push(check.subject);
    groups.set(id, group);
  }
  return [...groups.values()];
}

export function aspectWord(aspect: PreflightCheck['aspect']): string {
  return aspect === 'host-key' ? 'host key' : aspect;
}

/** `host key 40 · reachable 40 · disk 80` */
export function goodSummary(good: readonly PreflightCheck[]): string {
  const counts = new Map<string, number>();
  for (const { aspect } of good) counts.set(aspectWord(aspect), (counts.get(aspectWord(aspect)) ?? 0) + 1);
  return [...counts].map(([aspect, count]) => `${aspect} ${count}`).join(' · ');
}

/** `3 bad, 1 warning, 118 good`; what there is none of is left out, but never all. */
export function tally({ checks }: Preflight): string {
  const count = (...verdicts: readonly PreflightCheck['verdict'][]) =>
    checks.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const bad = count('bad', 'unknown');
  const warnings = count('warning');
  const parts = [bad === 0 ? null : `${bad} bad`, warnings === 0 ? null : counted(warnings, 'warning')];
  return [...parts.filter((part) => part !== null), `${count('good')} good`].join(', ');
}

/** Why Start is not offered; empty = it is. */
export function startLacks(preflight: Preflight, { now, maxAgeMs }: { now: number; maxAgeMs: number }): string[] {
  const bad = preflight.checks.filter(({ verdict }) => verdict === 'bad' || verdict === 'unknown').length;
  const minutes = Math.floor((now - preflight.endedAt) / 60_000);
  return [
    ...(preflight.verdict === 'red' ? [`The preflight is red: ${counted(bad, 'check')} must be mended first.`] : []),
    ...(now - preflight.endedAt > maxAgeMs
      ? [`The preflight is ${minutes} m old; ${Math.round(maxAgeMs / 60_000)} m are the most. Check again.`]
      : []),
  ];
}
