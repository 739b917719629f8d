import type { DocumentTable } from '../../../contract/editing.ts';
import type { Column } from './columns.ts';
import { type FindingPlaces, findingsAt, sentenceOf, weightOf } from './finding-places.ts';
import { blockOf, type Selection } from './selection.ts';

interface CellLineProps {
  readonly table: DocumentTable;
  readonly columns: readonly Column[];
  readonly selection: Selection;
  readonly places: FindingPlaces;
}

/** What the active cell says in full, and what is wrong with it. */
export function CellLine({ table, columns, selection, places }: CellLineProps) {
  const column = columns[selection.column];
  const row = table.rows[selection.row];
  if (column === undefined || row === undefined) return null;
  const wrong = [...findingsAt(places, selection.row, column.field), ...findingsAt(places, selection.row, '')];
  const block = blockOf(selection);
  const cells = (block.bottom - block.top + 1) * (block.right - block.left + 1);
  return (
    <div className="cell-line" aria-live="polite">
      <span className="dim figures">
        {column.name} {selection.row + 1}
        {cells > 1 && ` · ${cells} cells`}
      </span>
      {wrong.length > 0 ? (
        <span data-tone={weightOf(wrong) === 'error' ? 'bad' : 'warning'} className="clip" title={sentenceOf(wrong)}>
          {sentenceOf(wrong)}
        </span>
      ) : (
        <span className="clip">{(row.cells[column.field] ?? '').replaceAll('\n', ' ⏎ ')}</span>
      )}
    </div>
  );
}
