// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
import { type RefObject, useEffect } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import type { OutputState } from '../../state/output-slice.ts';
import { OutputLine } from './OutputLine.tsx';
import type { OutputLooks } from './output-looks.ts';
import type { OutputQuery } from './output-query.ts';
import { OUTPUT_ROW } from './row-window.ts';
import { type RowWindowUse, scrollKey } from './use-row-window.ts';

interface LineMarks {
  /** Rows that match the search, rising. */
  readonly hits: readonly number[];
  readonly shownHit: number | null;
  readonly picked: { readonly from: number; readonly to: number } | null;
  /** What is looked for; null = nothing. */
  readonly query: OutputQuery | null;
}

interface OutputLinesProps {
  readonly place: RefObject<HTMLElement | null>;
  readonly output: OutputState;
  readonly looks: OutputLooks;
  readonly rows: RowWindowUse;
  readonly marks: LineMarks;
  onPick(at: number, extend: boolean): void;
}

/** The rows in sight, and no others. */
export function OutputLines({ place, output, looks, rows, marks, onPick }: OutputLinesProps) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const first = Math.floor(rows.top);
  const count = Math.min(rows.window.fits + 2, Math.max(0, rows.window.count - first));
  const shown = Array.from({ length: count }, (_, step) => ({
    at: first + step,
    row: output.window.row(first + step),
  }));
  const isAtEnd = rows.isFollowing;
  const shownText = marks.shownHit === null ? null : (output.window.row(marks.shownHit)?.text ?? null);
  useEffect(() => {
    if (shownText !== null) showAcross(place.current);
  }, [place, shownText]);
  return (
    <section
      className="output-scroll"
      id="output"
      ref={place}
      tabIndex={0}
      aria-label="Output"
      onScroll={(event) => rows.onScroll(event.currentTarget.scrollTop)}
      onMouseDown={rows.isFollowing && !output.complete ? undefined : rows.rest}
      onKeyDown={(event) => {
        const to = event.ctrlKey || event.altKey || event.metaKey ? null : scrollKey(event.key, rows);
        if (to === null) return;
        event.preventDefault();
        rows.go(to);
      }}
    >
      {rows.window.count === 0 && <p className="quiet">{emptyWords(output)}</p>}
      <div className="output-spacer" style={{ blockSize: rows.spacer }} data-wrapped={looks.isWrapped}>
        <div
          className="output-sight"
          style={{ blockSize: rows.window.height }}
          data-wrapped={looks.isWrapped}
          data-end={isAtEnd}
        >
          <div
            className="output-rows"
            style={isAtEnd ? undefined : { transform: `translateY(${-(rows.top - first) * OUTPUT_ROW}px)` }}
          >
            {shown.map(({ at, row }) => (
              <OutputLine
                key={at}
                row={row}
                at={at}
                zone={zone}
                looks={looks}
                query={marks.query}
                mark={markOf(at, marks)}
                onPick={onPick}
              />
            ))}
          </div>
        </div>
      </div>
    </section>
  );
}

/** What was found may stand to the right of what is in sight. */
function showAcross(box: HTMLElement | null): void {
  const found = box?.querySelector('[data-mark="shown-hit"] mark')?.getBoundingClientRect();
  if (box == null || found === undefined) return;
  const { left, width } = box.getBoundingClientRect();
  const isInSight = found.left >= left && found.right <= left + width;
  if (!isInSight) box.scrollLeft += found.left - left - width / 3;
}

function markOf(at: number, { hits, shownHit, picked }: LineMarks): 'hit' | 'shown-hit' | 'picked' | null {
  if (at === shownHit) return 'shown-hit';
  if (picked !== null && at >= picked.from && at <= picked.to) return 'picked';
  return holds(hits, at) ? 'hit' : null;
}

/** Rising numbers, perhaps a hundred thousand of them, asked for every row in sight. */
function holds(rising: readonly number[], wanted: number): boolean {
  let [low, high] = [0, rising.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = rising[middle] ?? 0;
    if (value === wanted) return true;
    if (value < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

function emptyWords({ isReading, complete, problem }: OutputState): string {
  if (problem !== null) return 'The output could not be read.';
  if (isReading) return 'Reading the output …';
  return complete ? 'It printed nothing.' : 'Nothing printed yet.';
}
