import type { EvidenceDemand } from '../../../contract/plan.ts';
import type { StepDetail } from '../../../contract/step-detail.ts';
import { clockTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { EvidenceForm } from './EvidenceForm.tsx';
import { EvidenceValueView } from './EvidenceValueView.tsx';

type Evidence = StepDetail['evidence'][number];

/** What the plan demands as proof, and what was given: with who, when and how sure. */
export function EvidenceTab({ detail }: { readonly detail: StepDetail }) {
  const demanded = new Set<string>(detail.evidenceDemands.map((demand) => demand.id));
  return (
    <div className="stack">
      {detail.evidenceDemands.map((demand) => (
        <DemandView detail={detail} demand={demand} key={demand.id} />
      ))}
      <section className="demand">
        <h3>{demanded.size === 0 ? 'Evidence' : 'More evidence'}</h3>
        <Given evidence={detail.evidence.filter((one) => !demanded.has(one.evidenceId))} />
        <EvidenceForm detail={detail} evidenceId={null} type={null} />
      </section>
    </div>
  );
}

/** The demands still open, where the work is done: nobody has to look for them. */
export function EvidenceStillDue({ detail }: { readonly detail: StepDetail }) {
  const given = new Set(detail.evidence.map((one) => one.evidenceId));
  return detail.evidenceDemands
    .filter((demand) => !given.has(demand.id))
    .map((demand) => <DemandView detail={detail} demand={demand} key={demand.id} />);
}

function DemandView({ detail, demand }: { readonly detail: StepDetail; readonly demand: EvidenceDemand }) {
  return (
    <section className="demand">
      <h3>
        {demand.text} <span className="dim">{`${demand.type}${demand.required ? ', required' : ''}`}</span>
      </h3>
      <Given evidence={detail.evidence.filter((one) => one.evidenceId === demand.id)} />
      <EvidenceForm detail={detail} evidenceId={demand.id} type={demand.type} />
    </section>
  );
}

function Given({ evidence }: { readonly evidence: readonly Evidence[] }) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  return (
    <ul className="items">
      {evidence.map((one) => (
        <li key={`${one.evidenceId} ${one.at}`}>
          <EvidenceValueView value={one.value} />
          <span className="under">
            {one.by}, {clockTime(one.at, zone)}, {one.assurance}
            {one.note === null ? '' : ` · ${one.note}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
