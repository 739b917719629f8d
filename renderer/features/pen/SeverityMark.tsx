import type { IssueSeverity } from '../../../contract/events.ts';

/** Bars like those of a receiver: how many says it before the colour does. */
export function SeverityMark({ severity }: { readonly severity: IssueSeverity }) {
  const bars = { low: 1, medium: 2, high: 3, critical: 4 }[severity];
  return (
    <span className="severity" data-severity={severity}>
      <svg viewBox="0 0 16 16" aria-hidden="true" className="state-shape">
        {[0, 1, 2, 3].map((bar) => (
          <rect
            key={bar}
            x={1 + bar * 3.8}
            y={11 - bar * 3}
            width="2.6"
            height={4 + bar * 3}
            className={bar < bars ? 'solid' : 'faint'}
          />
        ))}
      </svg>
      {severity}
    </span>
  );
}
