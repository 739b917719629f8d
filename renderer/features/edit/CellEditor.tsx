// biome-ignore-all lint/a11y/useSemanticElements: a list of suggestions under a text field, not a choice among fixed ones
// biome-ignore-all lint/a11y/useFocusableInteractive: the field keeps the focus and names the option
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { DocumentTable } from '../../../contract/editing.ts';
import { useDesk } from '../../state/desk-context.ts';
import { type Column, type Completion, completionsOf } from './columns.ts';
import { useEditPlace } from './edit-place.ts';
import { moved, type Selection } from './selection.ts';

interface CellEditorProps {
  readonly table: DocumentTable;
  readonly columns: readonly Column[];
  readonly selection: Selection;
  readonly typed: string | null;
}

/** The open cell: lies over its place in the table and grows with long texts. */
export function CellEditor(props: CellEditorProps) {
  const { table, columns, selection } = props;
  const column = columns[selection.column];
  const frame = useFrame(selection.row, selection.column);
  const isLocked = column !== undefined && table.rows[selection.row]?.locked.includes(column.field) === true;
  if (column === undefined || frame === null || isLocked) return null;
  return <OpenCell {...props} column={column} frame={frame} />;
}

function OpenCell(props: CellEditorProps & { readonly column: Column; readonly frame: Frame }) {
  const { selection, column, frame } = props;
  const cell = useCell(props);
  const isLong = column.isLong === true;
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const area = field.current;
    area?.focus({ preventScroll: true });
    area?.setSelectionRange(area.value.length, area.value.length);
  }, []);
  const lines = Math.min(12, Math.max(3, cell.text.split('\n').length + 1));
  return (
    <div role="row" aria-rowindex={selection.row + 2}>
      <div
        role="gridcell"
        className="cell-editor"
        aria-colindex={selection.column + 2}
        style={{
          insetInlineStart: frame.left,
          insetBlockStart: frame.top,
          inlineSize: isLong ? Math.max(420, frame.width) : frame.width,
        }}
      >
        <textarea
          ref={field}
          rows={isLong ? lines : 1}
          className={column.isCode === true ? 'code' : undefined}
          aria-label={`${column.name} of row ${selection.row + 1}`}
          aria-expanded={cell.offers.length > 0}
          aria-controls="cell-offers"
          aria-activedescendant={cell.chosen < 0 ? undefined : `cell-offer-${cell.chosen}`}
          role="combobox"
          aria-autocomplete="list"
          spellCheck={false}
          value={cell.text}
          onChange={(event) => cell.type(event.currentTarget.value)}
          onKeyDown={cell.press}
          onBlur={cell.blur}
        />
        {isLong && <span className="hint cell-hint">Enter keeps · Shift Enter breaks the line · Esc leaves</span>}
        {cell.offers.length > 0 && <Offers offers={cell.offers} chosen={cell.chosen} onTake={cell.type} />}
      </div>
    </div>
  );
}

/** What is typed into the open cell, what it could be completed to, and what its keys do. */
function useCell({ table, columns, selection, typed, column }: CellEditorProps & { readonly column: Column }) {
  const { row } = selection;
  const written = table.rows[row]?.cells[column.field] ?? '';
  const editRows = useDesk((state) => state.editRows);
  const { select, openCell } = useEditPlace.getState();
  const [text, setText] = useState(typed ?? written);
  const [chosen, setChosen] = useState(-1);
  const isDone = useRef(false);
  const offers: readonly Completion[] = completionsOf(column, text, table);
  const type = (value: string) => {
    setText(value);
    setChosen(-1);
  };
  const close = (isKept: boolean) => {
    if (isDone.current) return;
    isDone.current = true;
    openCell(null);
    if (isKept && text !== written) {
      void editRows([{ kind: 'set', row, field: column.field as 'title', text }]);
    }
  };
  const leave = (key: string, shift: boolean) => {
    close(true);
    document.getElementById('edit-grid')?.focus({ preventScroll: true });
    const way = key === 'Enter' ? (shift ? 'ArrowUp' : 'ArrowDown') : 'Tab';
    const extent = { rows: table.rows.length, columns: columns.length };
    const next = moved(selection, { key: way, ctrl: false, shift: way === 'Tab' && shift }, extent);
    if (next !== null) select(next);
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const { key, shiftKey, altKey } = event;
    const offer = offers[chosen];
    const breaksLine = key === 'Enter' && column.isLong === true && (altKey || shiftKey);
    if (breaksLine) return;
    if (key === 'Escape') {
      close(false);
      document.getElementById('edit-grid')?.focus({ preventScroll: true });
    } else if ((key === 'Enter' || key === 'Tab') && offer !== undefined) type(offer.text);
    else if (key === 'Enter' || key === 'Tab') leave(key, shiftKey);
    else if (key === 'ArrowDown' && offers.length > 0) setChosen(Math.min(offers.length - 1, chosen + 1));
    else if (key === 'ArrowUp' && chosen >= 0) setChosen(chosen - 1);
    else return;
    event.preventDefault();
  };
  return { text, type, offers, chosen, press, blur: () => close(true) };
}

interface OffersProps {
  readonly offers: readonly Completion[];
  readonly chosen: number;
  readonly onTake: (text: string) => void;
}

function Offers({ offers, chosen, onTake }: OffersProps) {
  return (
    <div className="cell-offers" role="listbox" id="cell-offers" aria-label="Suggestions">
      {offers.map((offer, index) => (
        <div
          key={offer.text}
          role="option"
          id={`cell-offer-${index}`}
          aria-selected={index === chosen}
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(offer.text);
          }}
        >
          <span className="code">{offer.text.split(', ').at(-1)}</span> <span className="dim">{offer.hint}</span>
        </div>
      ))}
    </div>
  );
}

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/** Where the cell lies in the canvas: the grid lays it out, the editor follows. */
function useFrame(row: number, column: number): Frame | null {
  const [frame, setFrame] = useState<Frame | null>(null);
  useLayoutEffect(() => {
    const cell = document.getElementById(`edit-${row}-${column}`);
    const canvas = cell?.closest('.edit-canvas');
    if (cell === null || canvas === null || canvas === undefined) return;
    const [inner, outer] = [cell.getBoundingClientRect(), canvas.getBoundingClientRect()];
    setFrame({ left: inner.left - outer.left, top: inner.top - outer.top, width: inner.width });
  }, [row, column]);
  return frame;
}
