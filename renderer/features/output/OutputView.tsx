// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { StepDetail } from '../../../contract/views.ts';
import { byteCount } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import type { OutputLine } from '../../state/output-buffer.ts';
import { AnsiText } from '../../ui/AnsiText.tsx';
import { OutputBar } from './OutputBar.tsx';
import { type OutputChoice, shownLines } from './output-choice.ts';

const ROW = 18;

/** Live output of one attempt. Follows its end until somebody scrolls up. */
export function OutputView({ detail }: { readonly detail: StepDetail }) {
  const output = useDesk((state) => state.output);
  const of = useDesk((state) => state.outputOf);
  const [choice, setChoice] = useState<OutputChoice>('all');
  const [isFollowing, setFollowing] = useState(true);
  const lines = shownLines(output.lines, choice);
  if (of === null) return <p className="quiet">No attempt yet. Output appears here while it runs.</p>;
  return (
    <section className="output" aria-label={`Output of ${of.target}, attempt ${of.attempt}`}>
      <OutputBar
        detail={detail}
        choice={choice}
        onChoice={setChoice}
        isFollowing={isFollowing}
        onFollow={() => setFollowing(true)}
      />
      {output.dropped > 0 && (
        <p className="output-note">{output.dropped} earlier lines are stored and not shown here. Save has them all.</p>
      )}
      <OutputLines lines={lines} isFollowing={isFollowing} onFollowing={setFollowing} isComplete={output.complete} />
    </section>
  );
}

interface OutputLinesProps {
  readonly lines: readonly OutputLine[];
  readonly isFollowing: boolean;
  readonly isComplete: boolean;
  onFollowing(following: boolean): void;
}

function OutputLines({ lines, isFollowing, onFollowing, isComplete }: OutputLinesProps) {
  const place = useRef<HTMLDivElement>(null);
  const count = lines.length;
  const rows = useVirtualizer({ count, getScrollElement: () => place.current, estimateSize: () => ROW, overscan: 20 });
  useEffect(() => {
    if (isFollowing && count > 0) rows.scrollToIndex(count - 1, { align: 'end' });
  }, [isFollowing, count, rows]);
  return (
    <section
      className="output-scroll"
      id="output"
      ref={place}
      tabIndex={0}
      aria-label="Output"
      onScroll={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
        onFollowing(scrollHeight - scrollTop - clientHeight < ROW * 2);
      }}
    >
      {count === 0 && <p className="quiet">{isComplete ? 'It printed nothing.' : 'Nothing printed yet.'}</p>}
      <div style={{ blockSize: rows.getTotalSize(), position: 'relative' }}>
        {rows.getVirtualItems().map((row) => {
          const line = lines[row.index];
          if (line === undefined) return null;
          return (
            <div
              className="output-line"
              data-stream={line.stream}
              key={line.number}
              style={{ transform: `translateY(${row.start}px)` }}
            >
              {line.gap > 0 && <em>[{byteCount(line.gap)} before this are stored, not shown] </em>}
              <AnsiText line={line.text} />
            </div>
          );
        })}
      </div>
    </section>
  );
}
