import { type KeyboardEvent, useRef, useState } from 'react';
import type { StepDetail } from '../../../contract/step-detail.ts';
import { useDesk } from '../../state/desk-context.ts';
import { JumpBar } from './JumpBar.tsx';
import { OutputBar } from './OutputBar.tsx';
import { OutputNotes } from './OutputLife.tsx';
import { OutputLines } from './OutputLines.tsx';
import { OutputMore } from './OutputMore.tsx';
import { OutputSearchBar } from './OutputSearchBar.tsx';
import { type OutputLooks, usualLooks } from './output-looks.ts';
import { useArrival } from './use-arrival.ts';
import { useOutputSearch } from './use-output-search.ts';
import { useRowWindow } from './use-row-window.ts';

/** Output of one attempt, however long. Follows its end until somebody scrolls up. */
export function OutputView({ detail }: { readonly detail: StepDetail }) {
  const of = useDesk((state) => state.outputOf);
  if (of === null) return <p className="quiet">No attempt yet. Output appears here while it runs.</p>;
  return (
    <OutputOf detail={detail} target={of.target} attempt={of.attempt} key={`${of.stepId} ${of.target} ${of.attempt}`} />
  );
}

interface OutputOfProps {
  readonly detail: StepDetail;
  readonly target: string;
  readonly attempt: number;
}

function OutputOf({ detail, target, attempt }: OutputOfProps) {
  const output = useDesk((state) => state.output);
  const [looks, setLooks] = useState<OutputLooks>(usualLooks);
  const [open, setOpen] = useState<'search' | 'jump' | null>(null);
  const [isMoreOpen, setMoreOpen] = useState(false);
  const [picked, setPicked] = useState<{ from: number; to: number } | null>(null);
  const place = useRef<HTMLElement>(null);
  const rows = useRowWindow(place, output.window.totals.rows);
  const search = useOutputSearch(output);
  const arrived = useArrival(rows, attempt);
  const show = (row: number) => {
    setPicked({ from: row, to: row });
    rows.show(row);
  };
  const step = (by: 1 | -1) => {
    const row = search.step(by, Math.floor(rows.top));
    if (row !== null) rows.show(row);
  };
  const press = (event: KeyboardEvent) => {
    const hasModifier = event.ctrlKey || event.metaKey;
    const wanted = hasModifier && event.key === 'g' ? 'jump' : hasModifier && event.key === 'f' ? 'search' : null;
    if (wanted === null && event.key !== 'F3') return;
    event.preventDefault();
    if (event.key === 'F3' && open === 'search') step(event.shiftKey ? -1 : 1);
    setOpen(wanted ?? 'search');
  };
  const toggle = (what: 'search' | 'jump') => setOpen(open === what ? null : what);
  const startedAt = detail.attempts.find((one) => one.target === target && one.attempt === attempt)?.startedAt ?? 0;
  return (
    <section className="output" aria-label={`Output of ${target}, attempt ${attempt}`} onKeyDown={press}>
      <OutputBar
        detail={detail}
        isFollowing={rows.isFollowing}
        isSearchOpen={open === 'search'}
        isJumpOpen={open === 'jump'}
        isMoreOpen={isMoreOpen}
        onFollow={rows.follow}
        onSearch={() => toggle('search')}
        onJump={() => toggle('jump')}
        onMore={() => setMoreOpen(!isMoreOpen)}
      />
      {open === 'search' && <OutputSearchBar search={search} onStep={step} onClose={() => setOpen(null)} />}
      {open === 'jump' && <JumpBar startedAt={startedAt} onRow={show} onClose={() => setOpen(null)} />}
      {isMoreOpen && <OutputMore looks={looks} picked={picked} onLooks={(by) => setLooks({ ...looks, ...by })} />}
      <OutputNotes detail={detail} target={target} attempt={attempt} />
      <OutputLines
        place={place}
        output={output}
        looks={looks}
        rows={rows}
        marks={{
          hits: open === 'search' ? search.found.hits : [],
          shownHit: open === 'search' ? (search.found.hits[search.current] ?? null) : arrived,
          query: open === 'search' && search.problem === null ? search.query : null,
          picked,
        }}
        onPick={(at, extend) => {
          rows.rest();
          const from = extend && picked !== null ? picked.from : at;
          setPicked(
            picked?.from === at && picked.to === at ? null : { from: Math.min(from, at), to: Math.max(from, at) },
          );
        }}
      />
    </section>
  );
}
