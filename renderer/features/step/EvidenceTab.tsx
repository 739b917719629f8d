import type { EvidenceValue } from '../../../contract/events.ts';
import type { StepDetail } from '../../../contract/views.ts';
import { byteCount } from '../../format/duration.ts';
import { clockTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { saveBlob } from '../../ui/save-text.ts';
import { EvidenceForm } from './EvidenceForm.tsx';

type Evidence = StepDetail['evidence'][number];

/** What the plan demands as proof, and what was given: with who, when and how sure. */
export function EvidenceTab({ detail }: { readonly detail: StepDetail }) {
  return (
    <div className="stack">
      {detail.evidenceDemands.map((demand) => (
        <section className="demand" key={demand.id}>
          <h3>
            {demand.text} <span className="dim">{`${demand.type}${demand.required ? ', required' : ''}`}</span>
          </h3>
          <Given evidence={detail.evidence.filter((one) => one.evidenceId === demand.id)} />
          <EvidenceForm detail={detail} evidenceId={demand.id} type={demand.type} />
        </section>
      ))}
      <section className="demand">
        <h3>{detail.evidenceDemands.length === 0 ? 'Evidence' : 'More evidence'}</h3>
        <Given
          evidence={detail.evidence.filter(
            (one) => !detail.evidenceDemands.some((demand) => demand.id === one.evidenceId),
          )}
        />
        <EvidenceForm detail={detail} evidenceId={null} type={null} />
      </section>
    </div>
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

function EvidenceValueView({ value }: { readonly value: EvidenceValue }) {
  const fetchAttachment = useDesk((state) => state.fetchAttachment);
  switch (value.type) {
    case 'text':
      return <span className="prose">{value.text}</span>;
    case 'number':
      return <span className="figures">{value.number}</span>;
    case 'link':
      return <span className="code">{value.url}</span>;
    case 'file':
      return (
        <button
          type="button"
          className="link-button"
          title={`SHA-256 ${value.sha256}`}
          onClick={() =>
            void fetchAttachment(value.sha256).then(
              (bytes) => bytes !== null && saveBlob(value.name, new Blob([bytes])),
            )
          }
        >
          {value.name} ({byteCount(value.bytes)})
        </button>
      );
  }
}
