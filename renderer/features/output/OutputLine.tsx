import { memo } from 'react';
import type { OutputRow } from '../../../contract/output-views.ts';
import { isHarmless, rawSpans, terminalLine } from '../../format/ansi.ts';
import { byteCount } from '../../format/duration.ts';
import { type Look, plainLook, turnedLook } from '../../format/sgr.ts';
import { clockTimeWithSeconds } from '../../format/time.ts';
import type { OutputLooks } from './output-looks.ts';
import { markedParts, type OutputQuery } from './output-query.ts';

interface OutputLineProps {
  /** null = on its way. */
  readonly row: OutputRow | null;
  /** Its place among the shown rows. */
  readonly at: number;
  readonly zone: string;
  readonly looks: OutputLooks;
  readonly query: OutputQuery | null;
  readonly mark: 'hit' | 'shown-hit' | 'picked' | null;
  onPick(at: number, extend: boolean): void;
}

export const OutputLine = memo(
  function OutputLine({ row, at, zone, looks, query, mark, onPick }: OutputLineProps) {
    return (
      <div
        className="output-line"
        data-stream={row?.stream}
        data-mark={mark}
        data-continues={row?.continues ?? false}
        data-gap={row?.leftOut !== undefined}
      >
        {looks.hasNumbers && (
          <button
            type="button"
            tabIndex={-1}
            className="line-number figures"
            title="Pick lines to copy; Shift picks up to here"
            onClick={(event) => onPick(at, event.shiftKey)}
          >
            {row === null ? '' : row.continues ? '↳' : row.line}
          </button>
        )}
        {looks.hasTimes && (
          <time className="line-time figures">{row === null ? '' : clockTimeWithSeconds(row.time, zone)}</time>
        )}
        <span className="line-text">
          {row === null ? <span className="dim">…</span> : <RowText row={row} looks={looks} query={query} />}
        </span>
      </div>
    );
  },
  (before, after) =>
    before.row?.text === after.row?.text &&
    before.row?.pen === after.row?.pen &&
    before.row?.time === after.row?.time &&
    before.at === after.at &&
    before.row?.line === after.row?.line &&
    before.row?.stream === after.row?.stream &&
    before.row?.leftOut === after.row?.leftOut &&
    before.looks === after.looks &&
    before.query === after.query &&
    before.mark === after.mark,
);

interface RowTextProps {
  readonly row: OutputRow;
  readonly looks: OutputLooks;
  readonly query: OutputQuery | null;
}

function RowText({ row, looks, query }: RowTextProps) {
  if (row.leftOut !== undefined) return <LeftOut leftOut={row.leftOut} text={row.text} />;
  return <LineText text={row.text} pen={row.pen} looks={looks} query={query} />;
}

/** Said by the record, not by the text: a script that prints such a line does not look like this. */
function LeftOut({ leftOut, text }: { readonly leftOut: NonNullable<OutputRow['leftOut']>; readonly text: string }) {
  if (text === '') return <span className="dim">&nbsp;</span>;
  return (
    <strong className="left-out" title={`SHA-256 of what was left out: ${leftOut.sha256}`}>
      {`${byteCount(leftOut.bytes)} left out here by the step's outputLimit · SHA-256 ${leftOut.sha256.slice(0, 16)}…`}
    </strong>
  );
}

interface LineTextProps extends Omit<RowTextProps, 'row'> {
  readonly text: string;
  readonly pen: string | undefined;
}

/** Text from outside: never markup, never obeyed. */
function LineText({ text, pen, looks, query }: LineTextProps) {
  if (isHarmless(text) && pen === undefined) return <Marked text={text} query={query} />;
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
  const line = terminalLine(text, pen === undefined ? plainLook : turnedLook(plainLook, pen));
  return (
    <>
      {line.spans.map((span, index) =>
        span.look === plainLook ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: spans of one line never move
          <Marked text={span.text} query={query} key={index} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: spans of one line never move
          <span {...lookOf(span.look)} key={index}>
            <Marked text={span.text} query={query} />
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

/** What was looked for stands out, in each stretch of one look. */
function Marked({ text, query }: { readonly text: string; readonly query: OutputQuery | null }) {
  const parts = markedParts(text, query);
  if (parts.length === 1 && parts[0]?.isMarked === false) return <Masked text={text} />;
  return parts.map((part, index) =>
    part.isMarked ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one line never move
      <mark key={index}>{part.text}</mark>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one line never move
      <Masked text={part.text} key={index} />
    ),
  );
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
