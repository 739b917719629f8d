import type { SheetFinding, SheetView } from '../../../contract/sheets.ts';
import { counted } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import type { SheetDesk } from '../../state/sheet-desk.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';

const words = {
  error: { word: 'error', tone: 'failed' },
  warning: { word: 'warning', tone: 'awaiting' },
  note: { word: 'note', tone: 'scheduled' },
} as const;

interface SheetFindingsProps {
  readonly sheet: SheetDesk;
  readonly view: SheetView;
}

/** What was found, errors first; a click goes to the row. */
export function SheetFindings({ sheet, view }: SheetFindingsProps) {
  const { counts, findings } = view;
  const hidden = counts.error + counts.warning + counts.note - findings.length;
  return (
    <section className="sheet-findings" aria-label="Findings">
      {sheet.problem !== null && <ProblemNote title="Not imported" problem={sheet.problem} />}
      <h2>
        {findings.length === 0 ? 'No findings' : 'Findings'}
        {findings.length > 0 && <span className="dim"> {tally(counts)}</span>}
      </h2>
      {counts.error > 0 && (
        <p className="dim">
          Correct the errors in the sheet, save it, and choose it again. Nothing is stored until then.
        </p>
      )}
      <ul>
        {findings.map((finding) => (
          <Finding
            finding={finding}
            key={`${finding.rule} ${finding.row ?? 0} ${finding.column ?? ''} ${finding.message}`}
          />
        ))}
      </ul>
      {hidden > 0 && <p className="dim">{counted(hidden, 'more finding')} of the same weight follow.</p>}
    </section>
  );
}

function tally({ error, warning, note }: SheetView['counts']): string {
  const parts = [
    error > 0 ? counted(error, 'error') : '',
    warning > 0 ? counted(warning, 'warning') : '',
    note > 0 ? counted(note, 'note') : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function Finding({ finding }: { readonly finding: SheetFinding }) {
  const pointToRow = useDesk((state) => state.pointToRow);
  const { row } = finding;
  const { word, tone } = words[finding.severity];
  const body = (
    <>
      <span className="sheet-finding-place">
        <span className="state" data-tone={tone}>
          {word}
        </span>
        <span className="dim figures">{placeOf(finding)}</span>
      </span>
      <span className="wrap">{finding.message}</span>
      {finding.cure !== null && <span className="cure wrap">{finding.cure}</span>}
    </>
  );
  if (row === null) return <li className="sheet-finding">{body}</li>;
  return (
    <li>
      <button type="button" className="sheet-finding" onClick={() => pointToRow(row)}>
        {body}
      </button>
    </li>
  );
}

function placeOf({ row, column, heading }: SheetFinding): string {
  const place = [row === null ? 'whole sheet' : `row ${row}`, column === null ? '' : `column ${column}`];
  const where = place.filter((part) => part !== '').join(', ');
  return heading === null || heading === '' ? where : `${where} · ${heading}`;
}
