import type { EvidenceValue } from '../../../contract/evidence.ts';
import { byteCount } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { saveBlob } from '../../ui/save-text.ts';

/** Evidence as it can be read: a link is never followed from here, a file is saved. */
export function EvidenceValueView({ value }: { readonly value: EvidenceValue }) {
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
