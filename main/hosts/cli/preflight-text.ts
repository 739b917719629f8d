import type { Preflight, PreflightCheck } from '../../../contract/preflight.ts';
import { durationText } from '../../domain/log/duration.ts';
import { harmless, type Terminal } from './terminal.ts';

type Verdict = PreflightCheck['verdict'];

/** What one sentence says about one or many. */
interface Group {
  readonly check: PreflightCheck;
  readonly subjects: readonly string[];
}

const SHOWN = 4;

/** The whole preflight as a table: what is bad first, each with its cure; what is good as a count at the end. */
export function preflightLines(preflight: Preflight, title: string, terminal: Terminal): readonly string[] {
  const { checks, startedAt, endedAt } = preflight;
  const { colours } = terminal;
  const of = (...verdicts: readonly Verdict[]) => grouped(checks.filter(({ verdict }) => verdicts.includes(verdict)));
  const bad = of('bad', 'unknown');
  const warnings = of('warning');
  const took = durationText(endedAt - startedAt);
  const head = `${title} · preflight ${preflight.verdict.toUpperCase()} · ${countText(checks)} · took ${took}`;
  return [
    colours.bold(harmless(head)),
    ...section('Bad: do not start', bad, terminal),
    ...section('Warnings: start and know', warnings, terminal),
    ...goodLines(checks, terminal),
  ];
}

/** One line for each thing that is not good: what `run` says before it starts. */
export function preflightShort({ checks }: Preflight, terminal: Terminal): readonly string[] {
  const groups = grouped(checks.filter(({ verdict }) => verdict !== 'good'));
  const order: readonly Verdict[] = ['bad', 'unknown', 'warning'];
  return groups
    .toSorted((a, b) => order.indexOf(a.check.verdict) - order.indexOf(b.check.verdict))
    .map(({ check, subjects }) => {
      const line = `${markOf(check.verdict)} ${wordOf(check.verdict)}: ${names(subjects)} (${aspectText(check)}): ${check.text}`;
      return toned(terminal, check.verdict, harmless(check.cure === null ? line : `${line} → ${check.cure}`));
    });
}

function section(title: string, groups: readonly Group[], terminal: Terminal): readonly string[] {
  if (groups.length === 0) return [];
  const aspects = groups.map(({ check }) => aspectText(check));
  const width = Math.max(...aspects.map((aspect) => aspect.length));
  const nameWidth = Math.min(24, Math.max(...groups.map(({ subjects }) => names(subjects).length)));
  const margin = ' '.repeat(nameWidth + width + 8);
  return [
    '',
    terminal.colours.bold(title),
    ...groups.flatMap(({ check, subjects }) => {
      const name = names(subjects);
      const left = `  ${markOf(check.verdict)} ${name.padEnd(nameWidth)}  ${aspectText(check).padEnd(width)}`;
      const isWide = name.length > nameWidth;
      const first = isWide ? [left.trimEnd(), `${margin}${check.text}`] : [`${left}  ${check.text}`];
      const lines = check.cure === null ? first : [...first, `${margin}→ ${check.cure}`];
      return lines.map((line, index) =>
        index === 0 ? toned(terminal, check.verdict, harmless(line)) : harmless(line),
      );
    }),
  ];
}

function goodLines(checks: readonly PreflightCheck[], terminal: Terminal): readonly string[] {
  const good = checks.filter(({ verdict }) => verdict === 'good');
  if (good.length === 0) return [];
  const counts = new Map<string, number>();
  for (const check of good) counts.set(aspectText(check), (counts.get(aspectText(check)) ?? 0) + 1);
  const line = [...counts].map(([aspect, count]) => `${aspect} ${count}`).join(' · ');
  return ['', terminal.colours.bold('Good'), `  ${terminal.colours.tone('good', '✓')} ${line}`];
}

function grouped(checks: readonly PreflightCheck[]): readonly Group[] {
  const groups = new Map<string, { check: PreflightCheck; subjects: string[] }>();
  for (const check of checks) {
    const key = JSON.stringify([check.aspect, check.verdict, check.text, check.cure]);
    const group = groups.get(key) ?? { check, subjects: [] };
    group.subjects.push(check.subject);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function names(subjects: readonly string[]): string {
  const shown = subjects.slice(0, SHOWN).join(', ');
  return subjects.length <= SHOWN ? shown : `${shown} and ${subjects.length - SHOWN} more`;
}

function aspectText({ aspect }: PreflightCheck): string {
  return aspect === 'host-key' ? 'host key' : aspect;
}

function markOf(verdict: Verdict): string {
  return { good: '✓', warning: '!', bad: '✕', unknown: '?' }[verdict];
}

function wordOf(verdict: Verdict): string {
  return { good: 'good', warning: 'warning', bad: 'bad', unknown: 'not known' }[verdict];
}

function toned({ colours }: Terminal, verdict: Verdict, text: string): string {
  return colours.tone(verdict === 'warning' ? 'person' : verdict === 'unknown' ? 'unknown' : 'bad', text);
}

function countText(checks: readonly PreflightCheck[]): string {
  const count = (...verdicts: readonly Verdict[]) => checks.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const warnings = count('warning');
  const parts = [
    [count('bad', 'unknown'), 'bad'],
    [warnings, warnings === 1 ? 'warning' : 'warnings'],
    [count('good'), 'good'],
  ] as const;
  return parts.map(([number, word]) => `${number} ${word}`).join(', ');
}
