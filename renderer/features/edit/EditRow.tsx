// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, which a table element does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active cell
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid hears the keys
import { memo } from 'react';
import type { TableRow } from '../../../contract/editing.ts';
import type { Finding } from '../../../contract/errors.ts';
import { cellName } from '../../state/edit-session.ts';
import type { Column } from './columns.ts';
import { sentenceOf, weightOf } from './finding-places.ts';

interface EditRowProps {
  readonly row: TableRow;
  readonly at: number;
  readonly top: number;
  readonly columns: readonly Column[];
  readonly template: string;
  /** Selected columns, -1 = none in this row. */
  readonly left: number;
  readonly right: number;
  readonly active: number;
  readonly findings: ReadonlyMap<string, readonly Finding[]> | undefined;
  readonly pending: Readonly<Record<string, string>> | undefined;
  readonly onPress: (row: number, column: number, extend: boolean) => void;
  readonly onOpen: () => void;
}

/** Drawn again only when something of it changed: a table of 2,000 steps is typed into. */
export const EditRow = memo(function EditRow(props: EditRowProps) {
  const { row, at, top, columns, left, right, findings, onPress } = props;
  const own = findings?.get('') ?? [];
  return (
    <div
      role="row"
      aria-rowindex={at + 2}
      className="edit-line"
      style={{ transform: `translateY(${top}px)`, gridTemplateColumns: props.template }}
      data-chosen={left >= 0}
    >
      <span
        role="rowheader"
        className="edit-number figures"
        data-finding={weightOf(own)}
        title={own.length === 0 ? undefined : sentenceOf(own)}
        onPointerDown={(event) => {
          event.preventDefault();
          onPress(at, 0, event.shiftKey);
          onPress(at, columns.length - 1, true);
        }}
      >
        {at + 1}
      </span>
      {columns.map((column, index) => (
        <EditCell
          {...props}
          key={column.field}
          column={column}
          index={index}
          text={props.pending?.[cellName(at, column.field)] ?? row.cells[column.field] ?? ''}
          isChosen={index >= left && index <= right}
        />
      ))}
    </div>
  );
}, isSame);

interface EditCellProps extends EditRowProps {
  readonly column: Column;
  readonly index: number;
  readonly text: string;
  readonly isChosen: boolean;
}

function EditCell({
  row,
  at,
  column,
  index,
  text,
  isChosen,
  active,
  findings,
  pending,
  onPress,
  onOpen,
}: EditCellProps) {
  const wrong = findings?.get(column.field) ?? [];
  const isLocked = row.locked.includes(column.field);
  const lines = column.isLong === true && text.includes('\n') ? text.split('\n') : null;
  return (
    <span
      role="gridcell"
      id={`edit-${at}-${index}`}
      aria-selected={isChosen}
      aria-colindex={index + 2}
      className={column.isCode === true ? 'edit-cell code' : 'edit-cell'}
      data-active={active === index}
      data-finding={weightOf(wrong)}
      data-asked={pending?.[cellName(at, column.field)] !== undefined}
      aria-invalid={wrong.length > 0}
      title={wrong.length > 0 ? sentenceOf(wrong) : text === '' ? undefined : text.slice(0, 600)}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        onPress(at, index, event.shiftKey);
      }}
      onPointerEnter={(event) => {
        if (event.buttons === 1) onPress(at, index, true);
      }}
      onDoubleClick={onOpen}
    >
      {isLocked ? <em className="dim">in the text</em> : (lines?.[0] ?? text)}
      {lines !== null && <span className="dim"> … {lines.length} lines</span>}
    </span>
  );
}

/** What is on its way elsewhere is no reason to draw this row. */
function isSame(one: EditRowProps, other: EditRowProps): boolean {
  const isPending = ({ pending, at, columns }: EditRowProps) =>
    pending === undefined ? '' : columns.map(({ field }) => pending[cellName(at, field)] ?? '\0').join('\x01');
  return (
    one.row === other.row &&
    one.at === other.at &&
    one.top === other.top &&
    one.columns === other.columns &&
    one.left === other.left &&
    one.right === other.right &&
    one.active === other.active &&
    one.findings === other.findings &&
    one.onPress === other.onPress &&
    (one.pending === other.pending || isPending(one) === isPending(other))
  );
}
