import { readDuration } from '../../../contract/documents/duration.ts';
import type { DocumentTable } from '../../../contract/editing.ts';
import { durationText, readDuration as readTyped } from '../sheet/index.ts';

/** What a typed text means for a column, before it is written; '' takes the field out. */
export function cellText(field: string, typed: string, table: Pick<DocumentTable, 'rows'>): string {
  const text = typed.toWellFormed().replace(/\r\n?/g, '\n');
  if (field === 'instructions') return text.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
  const line = text.replace(/\s*\n\s*/g, ' ').trim();
  if (field === 'after') return listText(dependencies(line, table));
  if (field === 'duration') return durations(line);
  return line;
}

export function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

export function listText(entries: readonly string[]): string {
  return entries.join(', ');
}

/** People who come from sheets count rows: `3, 5` and `3 SS+5m` name the steps of these rows. */
function dependencies(line: string, { rows }: Pick<DocumentTable, 'rows'>): readonly string[] {
  const named = line.split(/[,;]/).map((entry) => {
    const [, digits, rest = ''] = /^\s*#?(\d{1,6})(\s.*)?$/.exec(entry) ?? [];
    const id = digits === undefined ? undefined : rows[Number(digits) - 1]?.cells.id;
    return id === undefined ? entry.trim() : `${id}${rest}`.trim();
  });
  return [...new Set(named.filter((entry) => entry !== ''))];
}

/** `1,5 Std.`, `1:30` and `90 min` are what people type, as in a sheet; a plain number is minutes. Three of them between slashes are least, likely and most. */
function durations(line: string): string {
  return line
    .split('/')
    .map((part) => plainDuration(part.trim()))
    .filter((part) => part !== '')
    .join(' / ');
}

function plainDuration(part: string): string {
  if (readDuration(part) !== undefined) return part;
  const span = readTyped(part, 'min');
  return span === undefined || span.min !== span.max ? part : durationText(span.min);
}
