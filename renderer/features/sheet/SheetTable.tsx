import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { isSheetField, type SheetColumn, type SheetRowView, type SheetView } from '../../../contract/sheets.ts';
import { useDesk } from '../../state/desk-context.ts';
import { SHEET_PAGE, type SheetDesk } from '../../state/sheet-desk.ts';
import { confidenceWord, fieldWords } from './field-words.ts';

const ROW = 28;

interface SheetTableProps {
  readonly sheet: SheetDesk;
  readonly view: SheetView;
}

/** The rows as they stand in the sheet, under what each column is taken for. Only what is seen is drawn. */
export function SheetTable({ sheet, view }: SheetTableProps) {
  const frame = useRef<HTMLDivElement>(null);
  const wantRows = useDesk((state) => state.wantRows);
  const total = view.worksheets[view.worksheet]?.rows ?? 0;
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 12,
    scrollPaddingStart: 76,
  });
  const items = rows.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  // biome-ignore lint/correctness/useExhaustiveDependencies: another reading of the sheet wants its rows anew
  useEffect(() => wantRows(first, last), [wantRows, first, last, view]);
  const { focus } = sheet;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each click on a finding scrolls once
  useEffect(() => {
    if (focus !== null) rows.scrollToIndex(focus.index, { align: 'center' });
  }, [focus?.turn]);
  const widths = useMemo(
    () => view.columns.map((column) => widthOf(column, sheet.pages[0] ?? [])),
    [view.columns, sheet.pages],
  );
  const worst = useMemo(() => worstByRow(view), [view]);
  const template = `92px ${widths.map((width) => `${width}px`).join(' ')}`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="sheet-table" ref={frame} tabIndex={0} aria-label="Rows of the sheet">
      {/* biome-ignore lint/a11y/useSemanticElements: only the rows that are seen exist, each placed by itself */}
      <div role="table" aria-rowcount={total} aria-label="Preview" className="sheet-grid">
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the selects inside take the focus */}
        <div role="row" className="sheet-row sheet-head" style={{ gridTemplateColumns: template }}>
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
          <span role="columnheader" className="sheet-corner">
            Row
          </span>
          {view.columns.map((column) => (
            <ColumnHead column={column} key={column.index} />
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div role="rowgroup" style={{ blockSize: rows.getTotalSize(), position: 'relative' }}>
          {items.map((item) => (
            <Row
              key={item.index}
              row={sheet.pages[Math.floor(item.index / SHEET_PAGE)]?.[item.index % SHEET_PAGE]}
              place={{ top: item.start, template, columns: view.columns }}
              isPointedTo={focus?.index === item.index}
              worst={worst}
            />
          ))}
        </div>
      </div>
    </section>
  );
}

function ColumnHead({ column }: { readonly column: SheetColumn }) {
  const mapColumn = useDesk((state) => state.mapColumn);
  const name = column.heading === '' ? `Column ${column.letter}` : column.heading;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table drawn row by row
    // biome-ignore lint/a11y/useFocusableInteractive: the select inside takes the focus
    <div role="columnheader" className="sheet-column" data-kept={column.field === null}>
      <select
        className="small-select"
        aria-label={`${name} is`}
        value={column.field ?? ''}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          mapColumn(column.index, isSheetField(chosen) ? chosen : null);
        }}
      >
        <option value="">– keep as it is –</option>
        {fieldWords.map(([field, word]) => (
          <option value={field} key={field}>
            {word}
          </option>
        ))}
      </select>
      <span className="sheet-heading" title={column.heading}>
        <span className="sheet-letter">{column.letter}</span> {column.heading === '' ? '–' : column.heading}
      </span>
      <span className="sheet-guess" data-weak={column.confidence === 'weak'}>
        {confidenceWord(column.confidence)}
      </span>
    </div>
  );
}

interface RowProps {
  readonly row: SheetRowView | undefined;
  readonly place: { readonly top: number; readonly template: string; readonly columns: readonly SheetColumn[] };
  readonly isPointedTo: boolean;
  readonly worst: ReadonlyMap<number, 'error' | 'warning'>;
}

const kindWords: Readonly<Record<SheetRowView['kind'], string>> = {
  above: 'title',
  heading: 'heading',
  phase: 'phase',
  step: '',
  total: 'total',
  backout: 'backout',
  other: 'kept',
};

function Row({ row, place, isPointedTo, worst }: RowProps) {
  const at = { transform: `translateY(${place.top}px)`, gridTemplateColumns: place.template };
  if (row === undefined) return <div className="sheet-row" style={at} aria-hidden="true" />;
  const weight = worst.get(row.number);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table drawn row by row
    // biome-ignore lint/a11y/useFocusableInteractive: rows are only read
    <div role="row" className="sheet-row" style={at} data-kind={row.kind} data-pointed={isPointedTo}>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
      <span role="rowheader" className="sheet-number">
        <span className="figures">{row.number}</span>
        <span className="sheet-kind">{kindWords[row.kind]}</span>
        {weight !== undefined && (
          <span className="sheet-mark" data-weight={weight} title={weight}>
            {weight === 'error' ? '✕' : '!'}
            <span className="for-readers">{weight}</span>
          </span>
        )}
      </span>
      {place.columns.map((column) => (
        // biome-ignore lint/a11y/useSemanticElements: see above
        <span
          role="cell"
          className="sheet-cell"
          data-kept={column.field === null}
          title={row.cells[column.index] ?? ''}
          key={column.index}
        >
          {row.cells[column.index] ?? ''}
        </span>
      ))}
    </div>
  );
}

function worstByRow(view: SheetView): ReadonlyMap<number, 'error' | 'warning'> {
  const worst = new Map<number, 'error' | 'warning'>();
  for (const { row, severity } of view.findings) {
    if (row === null || severity === 'note' || worst.get(row) === 'error') continue;
    worst.set(row, severity);
  }
  return worst;
}

/** Wide enough for most of what stands below it. */
function widthOf(column: SheetColumn, rows: readonly SheetRowView[]): number {
  const lengths = rows
    .flatMap((row) => (row.kind === 'step' ? [row.cells[column.index]?.length ?? 0] : []))
    .toSorted((a, b) => a - b);
  const usual = lengths[Math.floor(lengths.length * 0.9)] ?? 0;
  return Math.min(300, Math.max(156, usual * 7 + 20, Math.min(200, column.heading.length * 7 + 36)));
}
