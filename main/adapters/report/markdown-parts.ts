import { durationText } from '../../domain/log/duration.ts';
import type { Attributed, ReportModel } from '../../domain/report/report-model.ts';
import type { Moments } from './moments.ts';
import { escapeMarkdown } from './outside-text.ts';

export function refs(seqs: readonly number[]): string {
  return seqs.map((seq) => ` [#${seq}](#seq-${seq})`).join('');
}

export function title(model: ReportModel, words: string): string {
  return `## ${words}${model.run.mode === 'rehearsal' ? ' (REHEARSAL)' : ''}`;
}

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

export function when(at: number | null, moments: Moments): string {
  if (at === null) return '–';
  return moments.hasZone ? `${moments.site(at)} (${moments.utc(at)})` : moments.utc(at);
}

export function span(ms: number | null): string {
  return ms === null || ms === 0 ? '–' : durationText(ms);
}

/** ` (entered 22:10:04)`, where it was written down later than it happened. */
export function late(recordedLate: number | null, moments: Moments): string {
  return recordedLate === null ? '' : ` (entered ${moments.site(recordedLate)})`;
}

/** `Robin Meyer, phone · stated, entered by Kim`. */
export function said(entry: Attributed, moments: Moments): string {
  return `${escapeMarkdown(entry.person)}, ${way(entry)}${late(entry.recordedLate, moments)}`;
}

/** `phone · stated, entered by Kim`. */
export function way({ via, assurance, enteredBy }: Pick<Attributed, 'via' | 'assurance' | 'enteredBy'>): string {
  return `${via} · ${assurance}${enteredBy === null ? '' : `, entered by ${escapeMarkdown(enteredBy)}`}`;
}
