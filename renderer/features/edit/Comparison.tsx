import { counted } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';

const marks = { same: ' ', removed: '−', added: '+', gap: '⋯' } as const;
const words = { same: '', removed: 'removed', added: 'added', gap: 'lines that are the same' } as const;
const SHOWN = 3000;

/** Two texts, line by line. */
export function Comparison() {
  const comparison = useDesk((state) => state.editing?.comparison ?? null);
  const close = useDesk((state) => state.closeComparison);
  if (comparison === null) return null;
  const { title, lines, added, removed } = comparison;
  return (
    <section className="comparison" aria-label="Differences">
      <div className="panel-head">
        <h2>{title}</h2>
        <span className="dim">
          {added + removed === 0
            ? 'no difference'
            : `${counted(removed, 'line')} removed, ${counted(added, 'line')} added`}
        </span>
        <button type="button" className="plain-button" onClick={close}>
          Back to the table
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <ol className="comparison-lines code" tabIndex={0}>
        {lines.slice(0, SHOWN).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines never change places
          <li key={index} data-kind={line.kind}>
            <span className="figures">{line.before ?? ''}</span>
            <span className="figures">{line.after ?? ''}</span>
            <span aria-hidden>{marks[line.kind]}</span>
            <span className="comparison-text">
              {words[line.kind] !== '' && <span className="for-readers">{words[line.kind]} </span>}
              {line.text}
            </span>
          </li>
        ))}
      </ol>
      {lines.length > SHOWN && <p className="quiet">{lines.length - SHOWN} more lines are not shown.</p>}
    </section>
  );
}
