import type { DocumentTable, TableRow } from '../../../contract/editing.ts';
import { phases, stepKindSchema } from '../../../contract/plan.ts';

export interface Column {
  readonly field: string;
  readonly name: string;
  /** CSS width. */
  readonly width: string;
  readonly isCode?: boolean;
  /** Several lines of text. */
  readonly isLong?: boolean;
}

const stepColumns: readonly Column[] = [
  { field: 'title', name: 'Title', width: 'minmax(200px, 2fr)' },
  { field: 'kind', name: 'Kind', width: '84px' },
  { field: 'responsible', name: 'Responsible', width: 'minmax(120px, 1fr)' },
  { field: 'duration', name: 'Duration', width: '92px' },
  { field: 'after', name: 'After', width: 'minmax(120px, 1fr)', isCode: true },
  { field: 'targets', name: 'Targets', width: 'minmax(84px, 0.6fr)', isCode: true },
  { field: 'instructions', name: 'Instructions', width: 'minmax(140px, 1.4fr)', isLong: true },
  { field: 'phase', name: 'Phase', width: '76px' },
  { field: 'stream', name: 'Stream', width: '92px' },
  { field: 'startAt', name: 'At', width: '64px' },
  { field: 'id', name: 'Id', width: 'minmax(110px, 0.8fr)', isCode: true },
];

const itemColumns: readonly Column[] = [
  { field: 'text', name: 'Item', width: 'minmax(260px, 3fr)' },
  { field: 'responsible', name: 'Responsible', width: 'minmax(120px, 1fr)' },
  { field: 'due', name: 'Due', width: '96px' },
  { field: 'fourEyes', name: 'Two people', width: '92px' },
  { field: 'id', name: 'Id', width: '140px', isCode: true },
];

export function columnsOf(kind: DocumentTable['kind']): readonly Column[] {
  return kind === 'Runbook' ? stepColumns : itemColumns;
}

export interface Completion {
  /** What is written. */
  readonly text: string;
  readonly hint: string;
}

const SHOWN = 8;

/** What a cell may be completed to, the likeliest first. */
export function completionsOf(column: Column, typed: string, table: DocumentTable): readonly Completion[] {
  if (column.field === 'after') return ofSteps(typed, table.rows);
  const words = wordsOf(column.field, table).filter((word) => word.toLowerCase().includes(typed.trim().toLowerCase()));
  return words
    .filter((word) => word !== typed.trim())
    .map((text) => ({ text, hint: '' }))
    .slice(0, SHOWN);
}

function wordsOf(field: string, table: DocumentTable): readonly string[] {
  switch (field) {
    case 'kind':
      return stepKindSchema.options;
    case 'phase':
      return phases;
    case 'responsible':
      return [...new Set([...table.roles, ...used(table, field)])];
    case 'stream':
    case 'targets':
      return used(table, field);
    case 'fourEyes':
      return ['true', 'false'];
    default:
      return [];
  }
}

function used({ rows }: DocumentTable, field: string): readonly string[] {
  return [...new Set(rows.flatMap(({ cells }) => cells[field] ?? []))].toSorted();
}

/** The last entry of the list is completed: by number, id or words of the title. */
function ofSteps(typed: string, rows: readonly TableRow[]): readonly Completion[] {
  const entries = typed.split(/[,;]/);
  const last = (entries.at(-1) ?? '').trim().toLowerCase();
  if (last === '') return [];
  const before = entries.slice(0, -1).map((entry) => entry.trim());
  const found = rows.flatMap(({ cells }, at) => {
    const { id, title = '' } = cells;
    if (id === undefined || id === last || before.includes(id)) return [];
    const isMatch = String(at + 1) === last || id.includes(last) || title.toLowerCase().includes(last);
    return isMatch
      ? [{ text: [...before, id].join(', '), hint: `${at + 1} ${title}`, rank: rankOf(last, id, at) }]
      : [];
  });
  return found.toSorted((one, other) => one.rank - other.rank).slice(0, SHOWN);
}

function rankOf(last: string, id: string, at: number): number {
  if (String(at + 1) === last) return 0;
  return id.startsWith(last) ? 1 : 2;
}
