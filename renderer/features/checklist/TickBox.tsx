import type { PassItem } from '../../../contract/checklists.ts';

interface TickBoxProps {
  readonly item: Pick<PassItem, 'state' | 'ticks' | 'skips' | 'needed' | 'missing'>;
  readonly isAsked: boolean;
}

/** Shape and word before colour: empty, one of two, tick without its evidence, tick, skipped. */
export function TickBox({ item, isAsked }: TickBoxProps) {
  return (
    <span className="tick-box" data-state={item.state} aria-hidden="true">
      <svg viewBox="0 0 24 24" aria-hidden="true">
        {shapeOf(item)}
      </svg>
      {isAsked && <span className="tick-asked">…</span>}
    </span>
  );
}

function shapeOf({ state, ticks, skips, needed }: TickBoxProps['item']) {
  if (state === 'skipped') return <path className="outline" d="M4 15c2-7 10-9 15-3M19.500 6v6.500H13" />;
  if (state === 'ticked') return <path className="outline" d="m4.500 12.500 5 5L19.500 6.500" />;
  if (state === 'open') return null;
  if (needed === 2 && Math.max(ticks.length, skips.length) === 1)
    return (
      <text x="12" y="16.500">
        ½
      </text>
    );
  return <path className="outline dashed" d="m4.500 12.500 5 5L19.500 6.500" />;
}
