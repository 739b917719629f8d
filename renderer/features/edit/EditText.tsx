import { useEffect, useMemo, useRef, useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import { useEditPlace } from './edit-place.ts';
import { sentenceOf, weightOf } from './finding-places.ts';

const LINE = 18;

/** The text itself, with its line numbers and what is wrong beside them. */
export function EditText() {
  const text = useDesk((state) => state.editing?.text ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  const [top, setTop] = useState(0);
  const lines = useMemo(() => countLines(text), [text]);
  useEffect(() => {
    const area = field.current;
    if (area === null || area.value === text) return;
    const caret = area.selectionStart;
    area.value = text;
    area.setSelectionRange(caret, caret);
  }, [text]);
  useRowInSight(field);
  const { typed, flush } = useTyping(field);
  useEffect(() => {
    const area = field.current;
    const leave = () => flush(area);
    // Captured, so that the last letters are in the draft before it is written down.
    window.addEventListener('pagehide', leave, { capture: true });
    return () => {
      window.removeEventListener('pagehide', leave, { capture: true });
      leave();
    };
  }, [flush]);
  return (
    <div className="edit-text">
      <Gutter lines={lines} top={top} onLine={(line) => goToLine(field.current, line)} />
      <textarea
        ref={field}
        id="edit-text"
        aria-label="Text of the document (YAML)"
        className="code"
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        defaultValue={text}
        onChange={typed}
        onBlur={() => flush()}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey) flush();
          if (event.key === 'Escape') document.getElementById('edit-grid')?.focus();
        }}
      />
    </div>
  );
}

const REST_MS = 350;

/** Half a megabyte is not taken over at each letter, only when the fingers rest, before a key that means all of it, and at the end. */
function useTyping(field: { readonly current: HTMLTextAreaElement | null }) {
  const typeText = useDesk((state) => state.typeText);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  return useMemo(() => {
    const flush = (area: HTMLTextAreaElement | null = field.current) => {
      clearTimeout(timer.current);
      if (timer.current !== undefined && area !== null) typeText(area.value);
      timer.current = undefined;
    };
    const typed = () => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => flush(), REST_MS);
    };
    return { typed, flush };
  }, [field, typeText]);
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** Only the numbers in sight exist. */
function Gutter({
  lines,
  top,
  onLine,
}: {
  readonly lines: number;
  readonly top: number;
  readonly onLine: (line: number) => void;
}) {
  const findings = useDesk((state) => state.editing?.findings);
  const byLine = useMemo(() => Map.groupBy(findings ?? [], ({ line = 0 }) => line), [findings]);
  const first = Math.max(1, Math.floor(top / LINE));
  const shown = Array.from({ length: Math.max(0, Math.min(80, lines - first + 1)) }, (_, index) => first + index);
  return (
    <div className="edit-gutter" aria-hidden={byLine.size === 0}>
      <div style={{ transform: `translateY(${(first - 1) * LINE - top}px)` }}>
        {shown.map((line) => {
          const own = byLine.get(line) ?? [];
          if (own.length === 0) return <span key={line}>{line}</span>;
          return (
            <button
              type="button"
              key={line}
              data-finding={weightOf(own)}
              title={sentenceOf(own)}
              aria-label={`Line ${line}: ${sentenceOf(own)}`}
              onClick={() => onLine(line)}
            >
              {line}
            </button>
          );
        })}
      </div>
    </div>
  );
}

export function goToLine(area: HTMLTextAreaElement | null, line: number): void {
  if (area === null) return;
  let at = 0;
  for (let number = 1; number < line; number++) {
    const next = area.value.indexOf('\n', at);
    if (next === -1) break;
    at = next + 1;
  }
  const end = area.value.indexOf('\n', at);
  area.focus();
  area.setSelectionRange(at, end === -1 ? area.value.length : end);
  area.scrollTop = Math.max(0, (line - 4) * LINE);
  area.scrollLeft = 0;
}

/** Beside the table the text shows the row the person is on. */
function useRowInSight(field: { readonly current: HTMLTextAreaElement | null }): void {
  const row = useEditPlace((state) => state.selection.row);
  const id = useDesk((state) => (state.editView === 'both' ? state.editing?.table?.rows[row]?.cells.id : undefined));
  useEffect(() => {
    const area = field.current;
    if (area === null || id === undefined || document.activeElement === area) return;
    const at = area.value.search(
      new RegExp(`^[ \\t]*-?[ \\t{]*id:[ \\t]*['"]?${id.replace(/[^a-z0-9-]/gi, '')}['"]?(?=[\\s,}]|$)`, 'm'),
    );
    if (at >= 0) area.scrollTop = Math.max(0, countLines(area.value.slice(0, at)) - 3) * LINE;
  }, [id, field]);
}
