// biome-ignore-all lint/a11y/useSemanticElements: a row of a grid that is placed by hand
// biome-ignore-all lint/a11y/useFocusableInteractive: the buttons in the cells take the focus
import type { SortBy, StepColumn } from './step-columns.ts';

interface StepTableHeadProps {
  readonly columns: readonly StepColumn[];
  readonly template: string;
  readonly by: SortBy | null;
  onSort(by: SortBy | null): void;
}

/** Press once for rising, twice for falling, a third time for the order of the plan. */
export function StepTableHead({ columns, template, by, onSort }: StepTableHeadProps) {
  const press = ({ key }: StepColumn) => {
    if (by?.key !== key) onSort({ key, isDown: false });
    else onSort(by.isDown ? null : { key, isDown: true });
  };
  return (
    <div role="row" className="step-table-row step-table-head" style={{ gridTemplateColumns: template }}>
      {columns.map((column) => {
        const isSorted = by?.key === column.key;
        return (
          <span
            role="columnheader"
            key={column.key}
            data-figure={column.isFigure}
            data-column={column.key}
            aria-sort={isSorted ? (by.isDown ? 'descending' : 'ascending') : 'none'}
          >
            <button type="button" title={`Sort by ${column.name}`} onClick={() => press(column)}>
              {column.name}
              {isSorted && <span aria-hidden="true">{by.isDown ? ' ↓' : ' ↑'}</span>}
            </button>
          </span>
        );
      })}
    </div>
  );
}
