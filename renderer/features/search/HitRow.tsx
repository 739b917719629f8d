import type { OutputHit } from '../../../contract/output-views.ts';
import type { RunSummary } from '../../../contract/views.ts';
import { dayAndTime, fullTime } from '../../format/time.ts';

/** Lines of many runs stand beside each other: one clock for all of them, as in the list of runs. */
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

interface HitRowProps {
  readonly hit: OutputHit;
  /** null = not known on this desk (yet). */
  readonly run: RunSummary | null;
  readonly id: string;
  readonly isChosen: boolean;
  readonly top: number;
  onOpen(): void;
}

/** Where and when it was printed, and the line with what was looked for. */
export function HitRow({ hit, run, id, isChosen, top, onOpen }: HitRowProps) {
  const title = run?.title ?? hit.runId;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
    <div
      className="search-hit"
      id={id}
      role="option"
      aria-selected={isChosen}
      data-stream={hit.stream}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onOpen}
    >
      <time className="hit-time figures" title={fullTime(hit.at, HERE)}>
        {dayAndTime(hit.at, HERE, Date.now())}
      </time>
      <span className="hit-place">
        <span className="clip" title={`${title}, ${hit.runId}`}>
          {title}
        </span>
        <span className="dim clip code">
          {`${hit.stepId} · ${hit.target}${hit.attempt > 1 ? ` · #${hit.attempt}` : ''}${hit.stream === 'stderr' ? ' · stderr' : ''}`}
        </span>
      </span>
      <span className="hit-line">
        {pieces(hit).map(({ text, isMarked, at }) => (isMarked ? <mark key={at}>{text}</mark> : text))}
      </span>
    </div>
  );
}

/** Marks may overlap where one word begins another. */
function pieces({ text, marks }: OutputHit): { text: string; isMarked: boolean; at: number }[] {
  const parts: { text: string; isMarked: boolean; at: number }[] = [];
  let from = 0;
  for (const [start, end] of marks) {
    if (end <= from) continue;
    const begin = Math.max(from, start);
    if (begin > from) parts.push({ text: visible(text.slice(from, begin)), isMarked: false, at: from });
    parts.push({ text: visible(text.slice(begin, end)), isMarked: true, at: begin });
    from = end;
  }
  parts.push({ text: visible(text.slice(from)), isMarked: false, at: from });
  return parts;
}

/** Controls and what turns the direction of text must not disturb the list. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\t' ? ' ' : '·'));
}
