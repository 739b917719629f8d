import type { PassItem, PassView } from '../../../contract/checklists.ts';
import type { EvidenceValue } from '../../../contract/evidence.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useMinute } from '../../ui/use-now.ts';
import { EvidenceFields } from '../step/EvidenceFields.tsx';
import { EvidenceValueView } from '../step/EvidenceValueView.tsx';
import { saidWords } from './pass-words.ts';

interface ItemEvidenceProps {
  readonly pass: PassView;
  readonly item: PassItem;
}

/** What the item asks for as proof, and what was given, each where it is asked for. */
export function ItemEvidence({ pass, item }: ItemEvidenceProps) {
  const demanded = new Set<string>(item.evidence.map(({ id }) => id));
  const free = item.given.filter(({ evidenceId }) => !demanded.has(evidenceId));
  return (
    <>
      {item.evidence.map((demand) => (
        <section className="demand" key={demand.id}>
          <h2>
            {demand.text} <span className="dim">{`${demand.type}${demand.required ? ', required' : ''}`}</span>
          </h2>
          <Given pass={pass} given={item.given.filter(({ evidenceId }) => evidenceId === demand.id)} />
          <Give pass={pass} item={item} fixed={{ id: demand.id, type: demand.type }} />
        </section>
      ))}
      <section className="demand">
        <h2>{demanded.size === 0 ? 'Evidence' : 'More evidence'}</h2>
        <Given pass={pass} given={free} />
        <Give pass={pass} item={item} fixed={null} />
      </section>
    </>
  );
}

function Given({ pass, given }: { readonly pass: PassView; readonly given: PassItem['given'] }) {
  const now = useMinute();
  return (
    <ul className="items">
      {given.map((one) => (
        <li key={`${one.evidenceId} ${one.recordedAt}`}>
          <EvidenceValueView value={one.value} />
          <span className="under">{saidWords(one, pass.summary.timezone, now)}</span>
        </li>
      ))}
    </ul>
  );
}

interface GiveProps extends ItemEvidenceProps {
  readonly fixed: { readonly id: string; readonly type: EvidenceValue['type'] } | null;
}

function Give({ pass, item, fixed }: GiveProps) {
  const act = useDesk((state) => state.actOnPass);
  const isAsked = useDesk((state) => state.passAsks[item.id] !== undefined);
  if (pass.closed !== null) return null;
  return (
    <EvidenceFields
      verdict={{ allowed: !isAsked, reason: 'Asked, waiting.' }}
      fixed={fixed}
      onGiven={(evidenceId, value) =>
        act({ action: 'attach', itemId: item.id, evidenceId, value }, `Attach evidence to “${item.text}”`)
      }
    />
  );
}
