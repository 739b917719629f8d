import { stepKeys } from '../../../contract/documents/step-keys.ts';
import { kindKeys } from '../../../contract/documents/step-kinds.ts';
import { stepIdText } from '../../../contract/documents/text-types.ts';
import type { DocumentTable } from '../../../contract/editing.ts';
import type { Item } from './layout.ts';
import { idsIn } from './row-ids.ts';

export interface CellEdit {
  readonly row: number;
  readonly field: string;
  /** As it will be written. */
  readonly text: string;
}

const always = new Set(['id', 'kind', 'title', 'backout', ...Object.keys(stepKeys)]);

/** Why a cell may not become this text, as a sentence; null when it may. */
export function refusalOfCell(table: DocumentTable, item: Item | undefined, edit: CellEdit): string | null {
  const { row, field, text } = edit;
  const cells = table.rows[row];
  if (cells === undefined || item === undefined) return `There is no row ${row + 1}.`;
  if (item.map === null || cells.locked.includes(field)) {
    return `Row ${row + 1} holds more in "${field}" than a cell can show. Change it in the text.`;
  }
  const required = table.kind === 'Runbook' ? ['id', 'kind', 'title'] : ['id', 'text'];
  if (text === '' && required.includes(field)) return `Every row needs its ${field}: type another one.`;
  if (field === 'id') return refusalOfId(table, row, text);
  if (table.kind === 'Checklist') return null;
  if (field === 'kind') return refusalOfKind(item, text);
  if (field === 'targets' && text !== '' && !keysOf(cells.cells.kind).includes('targets')) {
    return `A ${cells.cells.kind ?? ''} step touches no targets. Change its kind first.`;
  }
  return null;
}

function refusalOfId(table: DocumentTable, row: number, id: string): string | null {
  if (!stepIdText.safeParse(id).success) {
    return `"${id}" is no id: begin with a small letter; go on with small letters, digits and hyphens.`;
  }
  if (table.rows[row]?.cells.id === id || !idsIn(table).has(id)) return null;
  return `Another row has the id ${id} already. Choose another one.`;
}

function keysOf(kind: string | undefined): readonly string[] {
  return kind !== undefined && isKind(kind) ? Object.keys(kindKeys[kind]) : [];
}

function isKind(kind: string): kind is keyof typeof kindKeys {
  return Object.hasOwn(kindKeys, kind);
}

/** A kind that does not know what the step holds would turn it into errors. */
function refusalOfKind({ map }: Item, kind: string): string | null {
  if (!isKind(kind)) return `"${kind}" is no kind of step. Choose one of ${Object.keys(kindKeys).join(', ')}.`;
  const known = keysOf(kind);
  const lost = (map?.fields ?? [])
    .map((field) => field.key)
    .filter((key) => !always.has(key) && !known.includes(key) && !key.startsWith('x-'));
  if (lost.length === 0) return null;
  return `A ${kind} step has no ${lost.join(', ')}. Take ${lost.length === 1 ? 'it' : 'them'} out in the text first.`;
}
