// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, which a table element does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active cell
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { CheckColumn, EnvironmentTarget } from '../../../contract/environments.ts';
import { useDesk } from '../../state/desk-context.ts';
import { cellKey, type EnvironmentMirror } from '../../state/environment-mirror.ts';
import type { EnvironmentRoute } from '../../state/route.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { bySeverity, cellLook, columnTitle, ragLooks } from './check-words.ts';

interface MatrixProps {
  readonly environment: EnvironmentMirror;
  readonly route: EnvironmentRoute;
  /** Which columns belong here. */
  readonly kinds: readonly CheckColumn['kind'][];
}

const ROW = 28;
const HEAD = 112;

interface Line {
  readonly target: EnvironmentTarget;
  readonly index: number;
}

/** Targets × checks: worst first, every cell a way to its series. Rows are virtual: a thousand of them scroll. */
export function CheckMatrix({ environment, route, kinds }: MatrixProps) {
  const [filter, setFilter] = useState('');
  const columns = useMemo(
    () => environment.columns.flatMap((column, index) => (kinds.includes(column.kind) ? [{ column, index }] : [])),
    [environment.columns, kinds],
  );
  const lines = useMemo(() => linesOf(environment, columns, filter), [environment, columns, filter]);
  return (
    <div className="matrix">
      <div className="matrix-bar">
        <input
          className="filter"
          type="search"
          aria-label="Filter the targets"
          placeholder="Filter: name, group, label, red …"
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
        <span className="dim figures">{`${lines.length} of ${environment.targets.length} targets`}</span>
      </div>
      {columns.length === 0 ? (
        <p className="quiet">
          The document asks nothing of this kind. Add reachability: with from and to, and check again.
        </p>
      ) : (
        <Grid environment={environment} route={route} columns={columns} lines={lines} />
      )}
      {columns.length > 0 && lines.length === 0 && <p className="quiet">No target matches “{filter}”.</p>}
    </div>
  );
}

type Columns = readonly { readonly column: CheckColumn; readonly index: number }[];

/** Only targets that are asked one of these columns. */
function linesOf({ targets, cells }: EnvironmentMirror, columns: Columns, filter: string): readonly Line[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return targets
    .map((target, index): Line => ({ target, index }))
    .filter(({ index }) => columns.some((column) => cells.has(cellKey(column.index, index))))
    .filter(({ target }) => {
      const text = [target.name, target.rag, target.address, ...target.groups, ...Object.values(target.labels)];
      return words.every((word) => text.some((part) => part.toLowerCase().includes(word)));
    })
    .toSorted((one, other) => bySeverity(one.target, other.target));
}

interface GridProps extends Omit<MatrixProps, 'kinds'> {
  readonly columns: Columns;
  readonly lines: readonly Line[];
}

function Grid({ environment, route, columns, lines }: GridProps) {
  const place = useRef<HTMLDivElement>(null);
  const navigate = useDesk((state) => state.navigate);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => place.current,
    estimateSize: () => ROW,
    overscan: 12,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
  });
  const at = lines.findIndex(({ target }) => target.name === route.target);
  const columnAt = columns.findIndex(({ column }) => column.id === route.check);
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at, { align: 'auto' });
  }, [at, rows]);
  const go = (row: number, column: number) => {
    const line = lines[Math.max(0, Math.min(lines.length - 1, row))];
    const check = columns[Math.max(-1, Math.min(columns.length - 1, column))]?.column.id ?? null;
    if (line !== undefined) navigate({ ...route, target: line.target.name, check });
  };
  const press = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((place.current?.clientHeight ?? 0) / ROW) - 5);
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ...{ ArrowDown: [at + 1, columnAt], ArrowUp: [at - 1, columnAt], ArrowRight: [at, columnAt + 1] },
      ...{ ArrowLeft: [at, columnAt - 1], PageDown: [at + page, columnAt], PageUp: [at - page, columnAt] },
      ...{ Home: [0, columnAt], End: [lines.length - 1, columnAt] },
    };
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(...move);
  };
  const template = `220px repeat(${columns.length}, 36px) minmax(260px, 1fr)`;
  return (
    <div
      className="matrix-grid"
      role="grid"
      aria-label="Checks by target"
      aria-rowcount={lines.length + 1}
      aria-colcount={columns.length + 2}
      aria-activedescendant={at < 0 ? undefined : `check-row-${at}`}
      tabIndex={0}
      ref={place}
      onKeyDown={press}
    >
      <div className="matrix-head" role="row" style={{ gridTemplateColumns: template }}>
        <span role="columnheader" className="matrix-name">
          Target
        </span>
        {columns.map(({ column }) => (
          <span role="columnheader" className="matrix-column" key={column.id} title={columnTitle(column)}>
            <span>{columnTitle(column)}</span>
          </span>
        ))}
        <span role="columnheader" className="matrix-name">
          Because
        </span>
      </div>
      <div className="matrix-body" style={{ blockSize: rows.getTotalSize() }} role="rowgroup">
        {rows.getVirtualItems().map((row) => {
          const line = lines[row.index];
          if (line === undefined) return null;
          return (
            <Row
              key={line.target.name}
              {...{ environment, line, columns, template }}
              top={row.start - HEAD}
              row={row.index}
              selected={line.target.name === route.target ? (route.check ?? '') : null}
              onChoose={(check) => navigate({ ...route, target: line.target.name, check })}
            />
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  readonly environment: EnvironmentMirror;
  readonly line: Line;
  readonly columns: Columns;
  readonly template: string;
  readonly top: number;
  readonly row: number;
  /** The check that is looked at; '' = the target alone, null = neither. */
  readonly selected: string | null;
  onChoose(check: string | null): void;
}

function Row({ environment, line: { target, index }, columns, template, top, row, selected, onChoose }: RowProps) {
  return (
    <div
      className="matrix-row"
      role="row"
      id={`check-row-${row}`}
      aria-rowindex={row + 2}
      aria-selected={selected !== null}
      style={{ gridTemplateColumns: template, insetBlockStart: top }}
    >
      <button type="button" role="gridcell" tabIndex={-1} className="matrix-target" onClick={() => onChoose(null)}>
        <StateMark look={ragLooks[target.rag]} shapeOnly />
        <span className="clip" title={`${target.name} ${target.address}`}>
          {target.name}
        </span>
      </button>
      {columns.map(({ column, index: columnIndex }) => {
        const cell = environment.cells.get(cellKey(columnIndex, index));
        if (cell === undefined) return <span role="gridcell" className="matrix-none" key={column.id} />;
        const look = cellLook(cell);
        return (
          <button
            type="button"
            role="gridcell"
            tabIndex={-1}
            key={column.id}
            className="matrix-cell"
            data-selected={selected === column.id}
            data-tone={look.tone}
            title={`${columnTitle(column)}: ${cell.text}`}
            onClick={() => onChoose(column.id)}
          >
            <StateMark look={look} shapeOnly />
          </button>
        );
      })}
      <span role="gridcell" className="matrix-because clip" title={target.because}>
        {target.because}
      </span>
    </div>
  );
}
