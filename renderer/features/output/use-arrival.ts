import { useEffect, useRef, useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import type { RowWindowUse } from './use-row-window.ts';

/** Whoever comes from a search arrives at the line: shows it once, and answers with its row until then or never null. */
export function useArrival(rows: RowWindowUse, attempt: number): number | null {
  const at = useDesk((state) => (state.route.screen === 'run' ? (state.route.at ?? null) : null));
  const isReady = useDesk((state) => !state.output.isReading && state.output.window.totals.rows > 0);
  const place = useDesk((state) => state.placeInOutput);
  const showAttempt = useDesk((state) => state.showAttempt);
  const target = useDesk((state) => state.outputOf?.target ?? null);
  const [row, setRow] = useState<number | null>(null);
  const done = useRef<string | null>(null);
  const show = useRef(rows.show);
  show.current = rows.show;
  useEffect(() => {
    if (at === null || !isReady || target === null) return;
    if (at.attempt !== attempt) {
      showAttempt(target, at.attempt);
      return;
    }
    const name = `${at.attempt} ${at.stream} ${at.offset}`;
    if (done.current === name) return;
    done.current = name;
    void place({ stream: at.stream, offset: at.offset }).then((found) => {
      setRow(found);
      if (found !== null) show.current(found);
    });
  }, [at, isReady, attempt, target, place, showAttempt]);
  return row;
}
