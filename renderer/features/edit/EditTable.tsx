// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, which a table element does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active cell
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { DocumentTable } from '../../../contract/editing.ts';
import { useDesk, useDeskStore } from '../../state/desk-context.ts';
import { CellEditor } from './CellEditor.tsx';
import { CellLine } from './CellLine.tsx';
import { type Column, columnsOf } from './columns.ts';
import { EditRow } from './EditRow.tsx';
import { useEditPlace } from './edit-place.ts';
import { type FindingPlaces, findingPlaces } from './finding-places.ts';
import { blockOf, clamped, type Selection } from './selection.ts';
import { useTableActs } from './use-table-acts.ts';

const ROW = 28;

export function EditTable() {
  const table = useDesk((state) => state.editing?.table ?? null);
  const unreadable = useDesk((state) => state.editing?.unreadable ?? null);
  if (table !== null) return <Table table={table} isFrozen={unreadable !== null} />;
  return (
    <div className="edit-table">
      <p className="quiet" role="status">
        {unreadable === null ? 'Reading the table …' : `No table: ${unreadable.message} (line ${unreadable.line})`}
      </p>
    </div>
  );
}

interface TableProps {
  readonly table: DocumentTable;
  /** The text does not parse: what is shown may be looked at, not changed. */
  readonly isFrozen: boolean;
}

function Table({ table, isFrozen }: TableProps) {
  const store = useDeskStore();
  const columns = columnsOf(table.kind);
  const findings = useDesk((state) => state.editing?.findings);
  const chosen = useEditPlace((state) => state.selection);
  const selection = clamped(chosen, { rows: Math.max(1, table.rows.length), columns: columns.length });
  const places = useMemo(
    () => findingPlaces(findings ?? [], new Set(columns.map(({ field }) => field))),
    [findings, columns],
  );
  const place = useRef<HTMLDivElement>(null);
  const lines = useLines(place, table.rows.length, selection.toRow);
  const acts = useTableActs({ store, table, columns, isFrozen });
  const { key, copy, cut, paste } = acts;
  return (
    <div className="edit-table">
      <div
        role="grid"
        aria-label={table.kind === 'Runbook' ? 'Steps' : 'Items'}
        aria-multiselectable
        aria-readonly={isFrozen}
        aria-rowcount={table.rows.length + 1}
        aria-colcount={columns.length + 1}
        aria-activedescendant={`edit-${selection.toRow}-${selection.toColumn}`}
        id="edit-grid"
        tabIndex={0}
        className="edit-grid"
        ref={place}
        {...{ onKeyDown: key, onCopy: copy, onCut: cut, onPaste: paste }}
      >
        <Head columns={columns} />
        <Lines {...{ table, isFrozen, columns, selection, places, lines, acts }} />
        {table.rows.length === 0 && (
          <p className="quiet">
            Nothing here yet. <kbd>Ctrl Enter</kbd> inserts a row; cells from a spreadsheet can be pasted.
          </p>
        )}
      </div>
      <CellLine table={table} columns={columns} selection={selection} places={places} />
    </div>
  );
}

function templateOf(columns: readonly Column[]): string {
  return `40px ${columns.map(({ width }) => width).join(' ')}`;
}

function Head({ columns }: { readonly columns: readonly Column[] }) {
  return (
    <div
      role="row"
      className="edit-line edit-head"
      aria-rowindex={1}
      style={{ gridTemplateColumns: templateOf(columns) }}
    >
      <span role="columnheader" className="edit-number">
        #
      </span>
      {columns.map(({ field, name }) => (
        <span role="columnheader" key={field}>
          {name}
        </span>
      ))}
    </div>
  );
}

interface LinesProps extends TableProps {
  readonly columns: readonly Column[];
  readonly selection: Selection;
  readonly places: FindingPlaces;
  readonly lines: Virtualizer<HTMLDivElement, Element>;
  readonly acts: ReturnType<typeof useTableActs>;
}

/** The rows in sight, and the cell that is open among them. */
function Lines({ table, isFrozen, columns, selection, places, lines, acts }: LinesProps) {
  const pending = useDesk((state) => state.editing?.pending);
  const open = useEditPlace((state) => state.open);
  const template = templateOf(columns);
  const block = blockOf(selection);
  return (
    <div className="edit-canvas" role="rowgroup" style={{ blockSize: lines.getTotalSize() }}>
      {lines.getVirtualItems().map((line) => {
        const row = table.rows[line.index];
        if (row === undefined) return null;
        const isIn = line.index >= block.top && line.index <= block.bottom;
        return (
          <EditRow
            key={line.index}
            row={row}
            at={line.index}
            top={line.start - ROW}
            columns={columns}
            template={template}
            left={isIn ? block.left : -1}
            right={isIn ? block.right : -1}
            active={selection.row === line.index ? selection.column : -1}
            findings={places.get(line.index)}
            pending={pending}
            onPress={acts.press}
            onOpen={acts.open}
          />
        );
      })}
      {open !== null && !isFrozen && (
        <CellEditor
          key={`${selection.row} ${selection.column}`}
          table={table}
          columns={columns}
          selection={selection}
          typed={open.typed}
        />
      )}
    </div>
  );
}

function useLines(place: { readonly current: HTMLDivElement | null }, count: number, inSight: number) {
  const lines = useVirtualizer<HTMLDivElement, Element>({
    count,
    getScrollElement: () => place.current,
    estimateSize: () => ROW,
    overscan: 10,
    // The heading row sticks to the top of the same scrolling box.
    scrollMargin: ROW,
    scrollPaddingStart: ROW,
    scrollPaddingEnd: ROW,
  });
  useEffect(() => {
    lines.scrollToIndex(inSight, { align: 'auto' });
  }, [inSight, lines]);
  // A cell left open belongs to the table that is gone.
  useEffect(() => () => useEditPlace.setState({ open: null }), []);
  return lines;
}
