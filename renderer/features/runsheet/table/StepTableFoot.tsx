import type { StepView } from '../../../../contract/views.ts';
import { counted } from '../../../format/duration.ts';
import { useDesk } from '../../../state/desk-context.ts';
import { saveText } from '../../../ui/save-text.ts';
import { commaSeparated, tabSeparated } from './cells-text.ts';
import { type StepColumn, stepColumns, type Writing } from './step-columns.ts';

interface StepTableFootProps {
  readonly steps: readonly StepView[];
  readonly columns: readonly StepColumn[];
  readonly writing: Writing;
}

/** Which columns there are, and the rows as they stand, to take along. */
export function StepTableFoot({ steps, columns, writing }: StepTableFootProps) {
  const hidden = useDesk((state) => state.hiddenColumns);
  const showColumn = useDesk((state) => state.showColumn);
  return (
    <div className="gantt-foot">
      <details className="column-choice">
        <summary>
          Columns {columns.length} of {stepColumns.length}
        </summary>
        <fieldset>
          <legend className="for-readers">Columns of the table</legend>
          {stepColumns.map(({ key, name }) => (
            <label key={key}>
              <input
                type="checkbox"
                checked={!hidden.includes(key)}
                // The one column nobody can do without.
                disabled={key === 'step'}
                onChange={(event) => showColumn(key, event.currentTarget.checked)}
              />
              {name}
            </label>
          ))}
        </fieldset>
      </details>
      <span className="gap" />
      <TakeAlong steps={steps} columns={columns} writing={writing} />
    </div>
  );
}

function TakeAlong({ steps, columns, writing }: StepTableFootProps) {
  const runId = useDesk((state) => state.run?.header.runId ?? 'run');
  const tell = useDesk((state) => state.tell);
  const cells = () => [
    columns.map((column) => column.name),
    ...steps.map((step) => columns.map((column) => column.text(step, writing))),
  ];
  const copy = async () => {
    await navigator.clipboard.writeText(tabSeparated(cells()));
    tell({
      tone: 'good',
      title: 'Copied',
      text: `${counted(steps.length, 'step')} on the clipboard, ready for a sheet.`,
    });
  };
  const save = () => saveText(`${runId}-steps.csv`, commaSeparated(cells()), 'text/csv;charset=utf-8');
  return (
    <>
      <button type="button" className="plain-button" onClick={() => void copy()}>
        Copy table
      </button>
      <button type="button" className="plain-button" onClick={save}>
        Save .csv
      </button>
    </>
  );
}
