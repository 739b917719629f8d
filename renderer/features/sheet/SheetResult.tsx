import type { SheetView } from '../../../contract/sheets.ts';
import { counted } from '../../format/duration.ts';

const phaseWords: Readonly<Record<string, string>> = {
  pre: 'Pre',
  cutover: 'Cutover',
  post: 'Post',
  hypercare: 'Hypercare',
};

/** What the import would give, as it stands now. */
export function SheetResult({ view, isAsking }: { readonly view: SheetView; readonly isAsking: boolean }) {
  const { summary } = view;
  const others = Object.entries(summary.kinds).filter(([kind]) => kind !== 'manual');
  return (
    <section className="sheet-result" aria-label="Result" aria-busy={isAsking} data-asking={isAsking}>
      <p className="sheet-count">
        <strong>{summary.steps}</strong> {summary.steps === 1 ? 'step' : 'steps'}
      </p>
      <dl className="facts">
        {others.length > 0 && (
          <Fact term="Of these" text={others.map(([kind, count]) => counted(count, kind)).join(', ')} />
        )}
        <Fact term="Phases" text={phasesText(view)} />
        <Fact term="Window" text={windowText(view)} />
        <Fact
          term="Order"
          text={view.isChained ? 'each step follows the one above' : counted(summary.dependencies, 'predecessor')}
        />
        <Fact
          term={counted(summary.people.length, 'role')}
          text={
            summary.people.length === 0
              ? 'nobody is named'
              : summary.people.slice(0, 12).join(', ') + (summary.people.length > 12 ? ' …' : '')
          }
        />
        <Fact term="Kept" text={keptText(view)} />
      </dl>
    </section>
  );
}

function Fact({ term, text }: { readonly term: string; readonly text: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd className="wrap">{text}</dd>
    </div>
  );
}

function phasesText({ summary }: SheetView): string {
  if (summary.phases.length === 0) return 'none';
  return summary.phases
    .map(({ phase, names, steps }) => {
      const own = names.filter((name) => name.toLowerCase() !== phase);
      const said = own.length === 0 ? '' : ` (${own.slice(0, 3).join(', ')}${own.length > 3 ? ' …' : ''})`;
      return `${phaseWords[phase] ?? phase} ${steps}${said}`;
    })
    .join(' · ');
}

function windowText({ summary, timezone }: SheetView): string {
  const { window, length } = summary;
  if (window === null) return length === null ? 'the sheet names no times' : `${spaced(length)} from T0; no date yet`;
  const [day, start] = window.start.split('T');
  const [endDay, end] = window.end.split('T');
  return `${day} ${start} – ${endDay === day ? '' : `${endDay} `}${end} ${timezone}`;
}

/** 1h40m → 1 h 40 m */
function spaced(length: string): string {
  return length.replace(/(\d+)([a-z]+)/g, '$1 $2 ').trim();
}

function keptText({ columns, headingRow }: SheetView): string {
  const kept = columns
    .filter(({ field, heading }) => field === null && (heading !== '' || headingRow === 0))
    .map(({ heading, letter }) => (heading === '' ? `column ${letter}` : heading));
  return kept.length === 0 ? 'every column has a meaning' : kept.join(', ');
}
