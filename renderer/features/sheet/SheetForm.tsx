import { useId, useMemo } from 'react';
import type { SheetView } from '../../../contract/sheets.ts';
import { useDesk } from '../../state/desk-context.ts';
import type { SheetDesk } from '../../state/sheet-desk.ts';

interface SheetFormProps {
  readonly sheet: SheetDesk;
  readonly view: SheetView;
}

/** What holds for the whole sheet; all of it guessed, none of it has to be touched. */
export function SheetForm({ sheet, view }: SheetFormProps) {
  const correct = useDesk((state) => state.correctSheet);
  const { choices } = sheet;
  return (
    <form className="sheet-form" aria-label="The runbook" onSubmit={(event) => event.preventDefault()}>
      <Worksheets view={view} />
      <Field label="Heading row" width={88}>
        {(id) => (
          <input
            id={id}
            className="sheet-input"
            type="number"
            min={0}
            value={choices.headingRow ?? view.headingRow}
            onChange={(event) => correct({ headingRow: wholeNumber(event.currentTarget.value), mapping: undefined })}
          />
        )}
      </Field>
      <Field label="Title" width={260} grows>
        {(id) => (
          <input
            id={id}
            className="sheet-input"
            value={choices.title ?? view.title}
            maxLength={500}
            onChange={(event) => correct({ title: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label="Key" width={220}>
        {(id) => (
          <input
            id={id}
            className="sheet-input code"
            title="The runbook's short name in addresses and commands; imported under the same key again, it becomes a new revision"
            value={choices.key ?? view.key}
            maxLength={127}
            spellCheck={false}
            onChange={(event) => correct({ key: event.currentTarget.value })}
          />
        )}
      </Field>
      <TimeFields sheet={sheet} view={view} />
    </form>
  );
}

function Worksheets({ view }: Pick<SheetFormProps, 'view'>) {
  const correct = useDesk((state) => state.correctSheet);
  if (view.worksheets.length < 2) return null;
  return (
    <Field label="Worksheet" width={170}>
      {(id) => (
        <select
          id={id}
          className="sheet-input"
          value={view.worksheet}
          onChange={(event) =>
            correct({
              worksheet: Number(event.currentTarget.value),
              headingRow: undefined,
              mapping: undefined,
              title: undefined,
              key: undefined,
            })
          }
        >
          {view.worksheets.map(({ index, name, rows, isHidden }) => (
            <option value={index} key={index}>
              {name} · {rows} rows{isHidden ? ' · hidden' : ''}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Zone and start; order of dates, unit and chain only where they change something. */
function TimeFields({ sheet, view }: SheetFormProps) {
  const correct = useDesk((state) => state.correctSheet);
  const { choices } = sheet;
  const has = (rule: string) => view.findings.some((finding) => finding.rule === rule);
  const needsStart = choices.start !== undefined || (view.summary.window === null && view.summary.length !== null);
  return (
    <>
      <Zone value={choices.timezone ?? view.timezone} />
      {needsStart && (
        <Field label="Starts on (T0)" width={150}>
          {(id) => (
            <input
              id={id}
              className="sheet-input"
              placeholder="2026-11-28 22:00"
              spellCheck={false}
              value={choices.start ?? ''}
              onChange={(event) =>
                correct({ start: event.currentTarget.value === '' ? undefined : event.currentTarget.value })
              }
            />
          )}
        </Field>
      )}
      {(has('unclear-date') || choices.dateOrder !== undefined) && (
        <Field label="Dates" width={150}>
          {(id) => (
            <select
              id={id}
              className="sheet-input"
              value={view.dateOrder}
              onChange={(event) => correct({ dateOrder: event.currentTarget.value === 'mdy' ? 'mdy' : 'dmy' })}
            >
              <option value="dmy">day/month/year</option>
              <option value="mdy">month/day/year</option>
            </select>
          )}
        </Field>
      )}
      {(has('no-unit') || choices.durationUnit !== undefined) && <Unit view={view} />}
      {(view.isChained || choices.isChained !== undefined) && (
        <label className="sheet-check">
          <input
            type="checkbox"
            checked={view.isChained}
            onChange={(event) => correct({ isChained: event.currentTarget.checked })}
          />
          Each step follows the one above
        </label>
      )}
    </>
  );
}

const units = { min: 'minutes', h: 'hours', d: 'days', s: 'seconds' } as const;

function Unit({ view }: Pick<SheetFormProps, 'view'>) {
  const correct = useDesk((state) => state.correctSheet);
  return (
    <Field label="Durations in" width={110}>
      {(id) => (
        <select
          id={id}
          className="sheet-input"
          value={view.durationUnit}
          onChange={(event) => correct({ durationUnit: unitOf(event.currentTarget.value) })}
        >
          {Object.entries(units).map(([unit, word]) => (
            <option value={unit} key={unit}>
              {word}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function unitOf(text: string): keyof typeof units {
  return text === 'h' || text === 'd' || text === 's' ? text : 'min';
}

function Zone({ value }: { readonly value: string }) {
  const correct = useDesk((state) => state.correctSheet);
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  const list = useId();
  return (
    <Field label="Time zone" width={170}>
      {(id) => (
        <>
          <input
            id={id}
            className="sheet-input"
            list={list}
            value={value}
            spellCheck={false}
            onChange={(event) => correct({ timezone: event.currentTarget.value })}
          />
          <datalist id={list}>
            {zones.map((zone) => (
              <option value={zone} key={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

function wholeNumber(text: string): number {
  const number = Math.floor(Number(text));
  return Number.isFinite(number) ? Math.min(1_048_576, Math.max(0, number)) : 0;
}

interface FieldProps {
  readonly label: string;
  readonly width: number;
  /** Takes the room the others leave. */
  readonly grows?: boolean;
  readonly children: (id: string) => React.ReactNode;
}

function Field({ label, width, grows = false, children }: FieldProps) {
  const id = useId();
  return (
    <div
      className="sheet-field"
      style={grows ? { flex: `1 1 ${width}px`, maxInlineSize: width * 2 } : { inlineSize: width }}
    >
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}
