import { type KeyboardEvent, useRef, useState } from 'react';
import type { StepDetail } from '../../../contract/step-detail.ts';
import { useDesk } from '../../state/desk-context.ts';
import { OutputBar } from './OutputBar.tsx';
import { OutputNotes } from './OutputLife.tsx';
import { OutputLines } from './OutputLines.tsx';
import { OutputMore } from './OutputMore.tsx';
import { OutputSearchBar } from './OutputSearchBar.tsx';
import { type OutputLooks, streamsOf, usualLooks } from './output-choice.ts';
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
  const [isSearchOpen, setSearchOpen] = useState(false);
  const [isMoreOpen, setMoreOpen] = useState(false);
  const [picked, setPicked] = useState<{ from: number; to: number } | null>(null);
  const place = useRef<HTMLElement>(null);
  const total = output.reader.rows.countOf(streamsOf(looks.choice));
  const rows = useRowWindow(place, total);
  const search = useOutputSearch(output, looks.choice);
  const step = (by: 1 | -1) => {
    const row = search.step(by, Math.floor(rows.top));
    if (row !== null) rows.show(row);
  };
  const press = (event: KeyboardEvent) => {
    const isFind = event.key === 'f' && (event.ctrlKey || event.metaKey);
    if (!isFind && event.key !== 'F3') return;
    event.preventDefault();
    if (event.key === 'F3' && isSearchOpen) step(event.shiftKey ? -1 : 1);
    setSearchOpen(true);
  };
  const change = (by: Partial<OutputLooks>) => {
    setLooks({ ...looks, ...by });
    if (by.choice !== undefined) setPicked(null);
  };
  return (
    <section className="output" aria-label={`Output of ${target}, attempt ${attempt}`} onKeyDown={press}>
      <OutputBar
        detail={detail}
        looks={looks}
        isFollowing={rows.isFollowing}
        isSearchOpen={isSearchOpen}
        isMoreOpen={isMoreOpen}
        onLooks={change}
        onFollow={rows.follow}
        onSearch={() => setSearchOpen(!isSearchOpen)}
        onMore={() => setMoreOpen(!isMoreOpen)}
      />
      {isSearchOpen && (
        <OutputSearchBar search={search} total={total} onStep={step} onClose={() => setSearchOpen(false)} />
      )}
      {isMoreOpen && <OutputMore looks={looks} picked={picked} onLooks={change} />}
      <OutputNotes detail={detail} target={target} attempt={attempt} />
      <OutputLines
        place={place}
        output={output}
        looks={looks}
        rows={rows}
        marks={{
          hits: isSearchOpen ? search.found.hits : [],
          shownHit: isSearchOpen ? (search.found.hits[search.current] ?? null) : null,
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
