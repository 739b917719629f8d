import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, type RefObject, useMemo, useRef, useState, type WheelEvent } from 'react';
import type { RunProbes } from '../../../contract/probes.ts';
import { useDesk } from '../../state/desk-context.ts';
import { seriesKey } from '../../state/probe-slice.ts';
import type { RunMirror } from '../../state/run-mirror.ts';
import { type Looks, useLooks } from '../runsheet/gantt/looks.ts';
import { frameOf } from '../runsheet/gantt/scene.ts';
import { type TimeView, timeAt } from '../runsheet/gantt/time-view.ts';
import { onTimeKey } from '../runsheet/gantt/use-time-input.ts';
import { SERIES_ROW } from './paint-series.ts';
import { SampleReadout } from './SampleReadout.tsx';
import { SeriesAxis } from './SeriesAxis.tsx';
import { SeriesFoot } from './SeriesFoot.tsx';
import { ProbeHeadLine, SeriesLine } from './SeriesLine.tsx';
import { type GridLine, gridLines } from './series-place.ts';
import { useSampleCursor } from './use-sample-cursor.ts';
import { useDrawing, useSeriesView, useWidth } from './use-series-view.ts';

const HEAD_ROW = 26;

interface SeriesGridProps {
  readonly probes: RunProbes;
  readonly run: RunMirror;
  readonly choose: ReactNode;
}

/** A row of canvas for each probe on each target; only what is in sight exists and is asked for. */
export function SeriesGrid({ probes, run, choose }: SeriesGridProps) {
  const place = useRef<HTMLDivElement>(null);
  const axis = useRef<HTMLDivElement>(null);
  const looks = useLooks();
  const isOver = run.header.endedAt !== null;
  const looking = useSeriesView(probes, isOver);
  useWidth(axis, looking.size);
  const grid = useGrid(probes, { place, looking });
  const shared = useShared(run, looking.view, looks);
  const wheel = (event: WheelEvent) => {
    if (event.shiftKey) looking.move({ kind: 'pan', px: event.deltaY + event.deltaX });
  };
  return (
    <div className="probes-view">
      <div className="probe-head">
        <div className="probe-tools">{choose}</div>
        <div className="probe-axis" ref={axis}>
          {shared !== null && (
            <SeriesAxis view={shared.view} now={looking.now} frame={frameOf(run.header)} looks={looks} />
          )}
        </div>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a list of pictures that arrows walk through, not a part of a form */}
      <div
        className="probe-grid"
        ref={place}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows walk through the series and their samples
        tabIndex={0}
        role="group"
        aria-label="Series of probes. Up and down: series; left and right: its samples; plus and minus: zoom"
        onKeyDown={grid.move}
        onWheel={wheel}
      >
        <div style={{ blockSize: grid.rows.getTotalSize(), position: 'relative' }}>
          {grid.items.map(({ item, line }) => (
            <div
              className="probe-line"
              key={keyOfLine(line)}
              style={{ transform: `translateY(${item.start}px)`, blockSize: item.size }}
            >
              <Line
                line={line}
                shared={shared}
                isSelected={line.kind === 'series' && line.row === grid.selected}
                pointAt={grid.cursor.pointAt}
                onSelect={(x) => grid.select(line, x)}
              />
            </div>
          ))}
        </div>
      </div>
      <SampleReadout of={grid.cursor.of} sample={grid.cursor.sample} run={run} />
      <SeriesFoot mode={looking.mode} isOver={isOver} onMove={looking.move} />
    </div>
  );
}

function useShared(run: RunMirror, view: TimeView | null, looks: Looks): SharedPicture | null {
  const starts = useMemo(() => run.steps.flatMap(({ startedAt }) => startedAt ?? []), [run.steps]);
  const { t0 } = run.header;
  return useMemo(() => (view === null ? null : { view, starts, t0, looks }), [view, starts, t0, looks]);
}

interface Around {
  readonly place: RefObject<HTMLDivElement | null>;
  readonly looking: ReturnType<typeof useSeriesView>;
}

/** The lines in sight, the series that is selected, and the sample that is looked at. */
function useGrid(probes: RunProbes, { place, looking }: Around) {
  const lines = useMemo(() => gridLines(probes), [probes]);
  const series = useMemo(() => lines.flatMap((line) => (line.kind === 'series' ? [line.row] : [])), [lines]);
  const [position, setPosition] = useState(0);
  const selected = series[Math.min(position, series.length - 1)] ?? null;
  const cursor = useSampleCursor(selected);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => place.current,
    estimateSize: (index) => (lines[index]?.kind === 'probe' ? HEAD_ROW : SERIES_ROW),
    overscan: 6,
  });
  const items = rows.getVirtualItems().flatMap((item) => {
    const line = lines[item.index];
    return line === undefined ? [] : [{ item, line }];
  });
  const inSight = items.flatMap(({ line }) =>
    line.kind === 'series' ? [{ probe: line.row.probe, target: line.row.target }] : [],
  );
  useDrawing(inSight, looking.view, { from: probes.from ?? looking.now, to: looking.now });
  const move = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const step = stepOf(event);
    if (by === undefined && step === null) {
      onTimeKey(event, looking.move);
      return;
    }
    event.preventDefault();
    if (step !== null) cursor.step(step);
    if (by === undefined) return;
    const next = Math.min(series.length - 1, Math.max(0, position + by));
    setPosition(next);
    rows.scrollToIndex(lines.findIndex((line) => line.kind === 'series' && line.row === series[next]));
  };
  const select = (line: GridLine, x: number | null) => {
    if (line.kind !== 'series') return;
    const { view } = looking;
    if (x !== null || selected !== line.row) setPosition(series.indexOf(line.row));
    cursor.point(line.row, x === null || view === null ? null : { at: timeAt(view, x), msPerPx: view.msPerPx });
  };
  return { items, rows, selected, cursor, move, select };
}

/** Sample by sample; with Shift the arrows go through time. */
function stepOf({ key, shiftKey }: KeyboardEvent): 1 | -1 | null {
  if (shiftKey) return null;
  return key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : null;
}

interface SharedPicture {
  readonly view: TimeView;
  readonly starts: readonly number[];
  readonly t0: number | null;
  readonly looks: Looks;
}

interface LineProps {
  readonly line: GridLine;
  readonly shared: SharedPicture | null;
  readonly isSelected: boolean;
  readonly pointAt: number | null;
  onSelect(x: number | null): void;
}

function Line({ line, shared, isSelected, pointAt, onSelect }: LineProps) {
  const drawn = useDesk((state) => (line.kind === 'series' ? (state.drawn[seriesKey(line.row)] ?? null) : null));
  const at = isSelected ? pointAt : null;
  const everyMs = line.kind === 'series' ? line.row.view.everyMs : 0;
  const picture = useMemo(
    () =>
      shared === null ? null : { view: shared.view, starts: shared.starts, t0: shared.t0, drawn, everyMs, pointAt: at },
    [shared, drawn, everyMs, at],
  );
  if (line.kind === 'probe') return <ProbeHeadLine view={line.view} />;
  return (
    <SeriesLine
      row={line.row}
      picture={picture}
      looks={shared?.looks ?? null}
      isSelected={isSelected}
      onPoint={onSelect}
    />
  );
}

function keyOfLine(line: GridLine): string {
  return line.kind === 'probe' ? line.view.probe : seriesKey(line.row);
}
