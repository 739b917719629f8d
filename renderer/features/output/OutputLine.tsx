import { memo } from 'react';
import { isHarmless, rawSpans, terminalLine } from '../../format/ansi.ts';
import { type Look, plainLook } from '../../format/sgr.ts';
import { clockTimeWithSeconds } from '../../format/time.ts';
import type { OutputRow } from '../../state/output-rows.ts';
import type { OutputLooks } from './output-choice.ts';

interface OutputLineProps {
  readonly row: OutputRow;
  /** Its place among the shown rows. */
  readonly at: number;
  /** null = on its way. */
  readonly text: string | null;
  readonly time: number | null;
  readonly zone: string;
  readonly looks: OutputLooks;
  readonly mark: 'hit' | 'shown-hit' | 'picked' | null;
  onPick(at: number, extend: boolean): void;
}

export const OutputLine = memo(
  function OutputLine({ row, at, text, time, zone, looks, mark, onPick }: OutputLineProps) {
    return (
      <div className="output-line" data-stream={row.stream} data-mark={mark} data-continues={row.continues}>
        {looks.hasNumbers && (
          <button
            type="button"
            tabIndex={-1}
            className="line-number figures"
            title="Pick lines to copy; Shift picks up to here"
            onClick={(event) => onPick(at, event.shiftKey)}
          >
            {row.continues ? '↳' : row.line}
          </button>
        )}
        {looks.hasTimes && (
          <time className="line-time figures">{time === null ? '' : clockTimeWithSeconds(time, zone)}</time>
        )}
        <span className="line-text">
          {text === null ? <span className="dim">…</span> : <LineText text={text} looks={looks} />}
        </span>
      </div>
    );
  },
  (before, after) =>
    before.text === after.text &&
    before.at === after.at &&
    before.row.line === after.row.line &&
    before.row.stream === after.row.stream &&
    before.looks === after.looks &&
    before.mark === after.mark &&
    before.time === after.time,
);

/** Text from outside: never markup, never obeyed. */
function LineText({ text, looks }: { readonly text: string; readonly looks: OutputLooks }) {
  if (isHarmless(text)) return <Masked text={text} />;
  if (looks.isRaw) {
    return rawSpans(text).map((span, index) =>
      span.isControl ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: spans of one line never move
        <span className="control" key={index}>
          {span.text}
        </span>
      ) : (
        span.text
      ),
    );
  }
  const line = terminalLine(text);
  return (
    <>
      {line.spans.map((span, index) =>
        span.look === plainLook ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: spans of one line never move
          <Masked text={span.text} key={index} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: spans of one line never move
          <span {...lookOf(span.look)} key={index}>
            <Masked text={span.text} />
          </span>
        ),
      )}
      {(line.hidden > 0 || line.isRewritten) && (
        <abbr className="line-note" title={noteOf(line)}>
          ⎋
        </abbr>
      )}
    </>
  );
}

function noteOf({ hidden, isRewritten }: { hidden: number; isRewritten: boolean }): string {
  const parts = [
    hidden > 0 ? `${hidden} terminal ${hidden === 1 ? 'sequence is' : 'sequences are'} not obeyed and not shown` : '',
    isRewritten ? 'the line was written over, its last writing is shown' : '',
  ];
  return `${parts.filter(Boolean).join('; ')}. “Controls” shows everything.`;
}

function lookOf(look: Look) {
  return {
    'data-ansi': look.color ?? undefined,
    'data-ground': look.ground ?? undefined,
    'data-bold': look.isBold || undefined,
    'data-underlined': look.isUnderlined || undefined,
    'data-inverse': look.isInverse || undefined,
    'data-italic': look.isItalic || undefined,
    'data-struck': look.isStruck || undefined,
  };
}

const MASK = '[redacted]';

/** What capture put in a secret's place stands out from what was printed. */
function Masked({ text }: { readonly text: string }) {
  if (!text.includes(MASK)) return text;
  return text.split(MASK).flatMap((part, index) =>
    index === 0
      ? [part]
      : [
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one line never move
          <abbr className="masked" title="A secret was masked here when the output was captured" key={index}>
            {MASK}
          </abbr>,
          part,
        ],
  );
}
