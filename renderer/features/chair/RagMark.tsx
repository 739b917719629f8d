import type { ReactNode } from 'react';
import type { Rag } from '../../../contract/rag.ts';

const shapes = {
  green: <circle className="solid" cx="8" cy="8" r="5.5" />,
  amber: <path className="solid" d="M8 2 14.6 13.6H1.4z" />,
  red: <path className="solid" d="M5.2 1.8h5.6l3.4 3.4v5.6l-3.4 3.4H5.2l-3.4-3.4V5.2z" />,
} as const satisfies Record<Rag, ReactNode>;

/** Word, then shape (disc, triangle, stop sign), then colour. */
export function RagMark({ rag }: { readonly rag: Rag }) {
  return (
    <span className="rag" data-rag={rag}>
      <svg viewBox="0 0 16 16" className="state-shape" aria-hidden="true">
        {shapes[rag]}
      </svg>
      {rag}
    </span>
  );
}
