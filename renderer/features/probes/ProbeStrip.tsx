import { clockTimeWithSeconds } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { type ProbeSum, sumsOf, verdictLook } from './probe-words.ts';

const SHOWN = 6;

/** How the standing probes stand, worst first; a change to failed stays here until it is none any more. */
export function ProbeStrip() {
  const probes = useDesk((state) => state.probes);
  const mode = useDesk((state) => state.run?.header.mode);
  if (probes === null || probes.probes.length === 0 || mode === undefined) return null;
  const sums = sumsOf(probes);
  return (
    <section className="band probe-strip live-value" aria-label="Standing probes">
      <h2 className="dim">Probes</h2>
      {probes.simulated && <span className="probe-simulated">SIMULATED</span>}
      <ul>
        {sums.slice(0, SHOWN).map((sum) => (
          <li key={sum.probe}>
            <ProbeChip sum={sum} />
          </li>
        ))}
      </ul>
      {sums.length > SHOWN && <MoreChip rest={sums.slice(SHOWN)} />}
      <span className="gap" />
      {!probes.watched && probes.from !== null && <span className="dim">not asked now</span>}
      {probes.lost > 0 && (
        <span data-tone="bad" role="alert">
          {probes.lost} samples could not be kept
        </span>
      )}
    </section>
  );
}

function ProbeChip({ sum }: { readonly sum: ProbeSum }) {
  const selectInRun = useDesk((state) => state.selectInRun);
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const { probe, verdict, worst, total, since } = sum;
  const look = verdictLook(verdict);
  const count = worst.length === total ? (total === 1 ? '' : String(total)) : `${worst.length} of ${total}`;
  const [first] = worst;
  const where = worst.map(({ target }) => target).slice(0, 8);
  const began = since === null ? '' : `since ${clockTimeWithSeconds(since, zone)}`;
  const title = [`${probe}: ${look.word} ${began}`, where.join(', '), first?.newest?.detail ?? ''].filter(Boolean);
  return (
    <button
      type="button"
      className="probe-chip"
      data-verdict={verdict ?? 'none'}
      title={title.join('\n')}
      onClick={() => selectInRun({ view: 'probes' })}
    >
      <StateMark look={look} shapeOnly={verdict === 'successful'} />
      <span className="clip">{probe}</span>
      {count !== '' && <span className="figures">{count}</span>}
      {verdict !== 'successful' && began !== '' && <span className="figures dim">{began}</span>}
    </button>
  );
}

function MoreChip({ rest }: { readonly rest: readonly ProbeSum[] }) {
  const selectInRun = useDesk((state) => state.selectInRun);
  const bad = rest.filter(({ verdict }) => verdict === 'failed' || verdict === 'inconclusive').length;
  const words = bad === 0 ? `+${rest.length} more` : `+${rest.length} more, ${bad} not successful`;
  return (
    <button type="button" className="probe-chip" onClick={() => selectInRun({ view: 'probes' })}>
      {words}
    </button>
  );
}
