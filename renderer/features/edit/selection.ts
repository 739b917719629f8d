/** A place in the table, and how far the selection reaches from it. */
export interface Selection {
  readonly row: number;
  readonly column: number;
  /** The other corner. */
  readonly toRow: number;
  readonly toColumn: number;
}

export interface Extent {
  readonly rows: number;
  readonly columns: number;
}

export interface Block {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export function blockOf({ row, column, toRow, toColumn }: Selection): Block {
  return {
    top: Math.min(row, toRow),
    bottom: Math.max(row, toRow),
    left: Math.min(column, toColumn),
    right: Math.max(column, toColumn),
  };
}

export function at(row: number, column: number): Selection {
  return { row, column, toRow: row, toColumn: column };
}

export function clamped(selection: Selection, { rows, columns }: Extent): Selection {
  const row = (value: number) => Math.max(0, Math.min(rows - 1, value));
  const column = (value: number) => Math.max(0, Math.min(columns - 1, value));
  return {
    row: row(selection.row),
    column: column(selection.column),
    toRow: row(selection.toRow),
    toColumn: column(selection.toColumn),
  };
}

export interface Press {
  readonly key: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
}

const PAGE = 20;

/** Where a key leads, as in a spreadsheet; null = it leads nowhere. */
export function moved(from: Selection, press: Press, extent: Extent): Selection | null {
  const step = stepOf(press, extent);
  if (step === null) return null;
  const isTab = press.key === 'Tab';
  if (press.shift && !isTab) {
    return clamped({ ...from, toRow: from.toRow + step.rows, toColumn: from.toColumn + step.columns }, extent);
  }
  if (isTab) return tabbed(from, step.columns, extent);
  return clamped(at(from.row + step.rows, from.column + step.columns), extent);
}

/** Tab goes on in the next row, as reading does. */
function tabbed(from: Selection, by: number, extent: Extent): Selection | null {
  const place = from.row * extent.columns + from.column + by;
  if (place < 0 || place >= extent.rows * extent.columns) return null;
  return at(Math.floor(place / extent.columns), place % extent.columns);
}

function stepOf({ key, ctrl, shift }: Press, { rows, columns }: Extent): { rows: number; columns: number } | null {
  const far = ctrl ? rows : 1;
  switch (key) {
    case 'ArrowDown':
      return { rows: far, columns: 0 };
    case 'ArrowUp':
      return { rows: -far, columns: 0 };
    case 'ArrowRight':
      return { rows: 0, columns: ctrl ? columns : 1 };
    case 'ArrowLeft':
      return { rows: 0, columns: ctrl ? -columns : -1 };
    case 'Tab':
      return ctrl ? null : { rows: 0, columns: shift ? -1 : 1 };
    case 'PageDown':
      return { rows: PAGE, columns: 0 };
    case 'PageUp':
      return { rows: -PAGE, columns: 0 };
    case 'Home':
      return { rows: ctrl ? -rows : 0, columns: -columns };
    case 'End':
      return { rows: ctrl ? rows : 0, columns };
    default:
      return null;
  }
}
