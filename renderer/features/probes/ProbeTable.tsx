import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { RunProbes } from '../../../contract/probes.ts';
import { clockTimeWithSeconds } from '../../format/time.ts';
import { useDesk, useDeskStore } from '../../state/desk-context.ts';
import { seriesKey } from '../../state/probe-slice.ts';
import type { RunMirror } from '../../state/run-mirror.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { type SeriesRow, seriesRows, verdictLook } from './probe-words.ts';
import { measuredText } from './SampleReadout.tsx';

interface ProbeTableProps {
  readonly probes: RunProbes;
  readonly run: RunMirror;
  readonly choose: ReactNode;
}

const SAMPLES_SHOWN = 100;
const ROW = 33;

/** The same in words: how each stands, and the newest samples of the one chosen. */
export function ProbeTable({ probes, run, choose }: ProbeTableProps) {
  const rows = useMemo(() => seriesRows(probes), [probes]);
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const chosen = rows.find((row) => seriesKey(row) === chosenKey) ?? null;
  const zone = run.header.timezone;
  const place = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div className="probes-view">
      <div className="probe-head">
        <div className="probe-tools">{choose}</div>
        <p className="dim probe-hint">{rows.length} series. Choose one to read its samples.</p>
      </div>
      <div className="view-scroll" ref={place}>
        <table className="table dense view-table probe-table" aria-rowcount={rows.length + 1}>
          <thead>
            <tr>
              {['State', 'Probe', 'Target', 'Since', 'In a row', 'Last answer'].map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Unseen size={before} />
            {items.map(({ index }) => {
              const row = rows[index];
              return row === undefined ? null : (
                <StandingRow
                  row={row}
                  index={index}
                  zone={zone}
                  isChosen={row === chosen}
                  onChoose={() => setChosenKey(seriesKey(row))}
                  key={seriesKey(row)}
                />
              );
            })}
            <Unseen size={after} />
          </tbody>
        </table>
      </div>
      {chosen !== null && <SamplesTable row={chosen} zone={zone} />}
    </div>
  );
}

/** The place of the rows that are scrolled out of sight: a thousand targets are a thousand rows. */
function Unseen({ size }: { readonly size: number }) {
  return size <= 0 ? null : <tr style={{ blockSize: size }} />;
}

interface StandingRowProps {
  readonly row: SeriesRow;
  readonly index: number;
  readonly zone: string;
  readonly isChosen: boolean;
  onChoose(): void;
}

function StandingRow({ row, index, zone, isChosen, onChoose }: StandingRowProps) {
  const { standing, probe, target } = row;
  return (
    <tr className="probe-row" aria-selected={isChosen} aria-rowindex={index + 2}>
      <td>
        <StateMark look={verdictLook(standing.verdict)} />
      </td>
      <td className="clip-cell">
        <button type="button" className="row-button" title={probe} onClick={onChoose}>
          <span className="clip">{probe}</span>
        </button>
      </td>
      <td className="clip-cell" title={target}>
        <span className="clip">{target}</span>
      </td>
      <td className="figures nowrap">{standing.since === null ? '–' : clockTimeWithSeconds(standing.since, zone)}</td>
      <td className="figures">{standing.inARow}</td>
      <td className="clip-cell" title={standing.newest?.detail ?? ''}>
        <span className="clip">{standing.newest?.detail ?? 'not asked yet'}</span>
      </td>
    </tr>
  );
}

function SamplesTable({ row, zone }: { readonly row: SeriesRow; readonly zone: string }) {
  const store = useDeskStore();
  const samples = useDesk((state) => state.samples);
  const newest = row.standing.newest;
  const { probe, target } = row;
  const { everyMs } = row.view;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new sample is a reason to read again
  useEffect(() => {
    if (newest === null) return;
    const from = newest.at - everyMs * SAMPLES_SHOWN * 2;
    void store.getState().lookAtSamples({ probe, target }, { from, to: newest.at });
  }, [store, probe, target, everyMs, newest?.ordinal]);
  const list = samples !== null && seriesKey(samples.of) === seriesKey(row) ? samples.list : [];
  return (
    <section className="probe-samples" aria-label={`Samples of ${probe} on ${target}`}>
      <table className="table dense view-table probe-table">
        <caption>
          Newest samples of {probe} on {target}
        </caption>
        <thead>
          <tr>
            {['Answer', 'Asked', 'No.', 'Measured', 'Detail'].map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {list
            .slice(-SAMPLES_SHOWN)
            .toReversed()
            .map((sample) => (
              <tr key={sample.ordinal}>
                <td>
                  <StateMark look={verdictLook(sample.verdict)} />
                </td>
                <td className="figures nowrap">{clockTimeWithSeconds(sample.at, zone)}</td>
                <td className="figures">{sample.ordinal}</td>
                <td className="figures nowrap">{measuredText(sample)}</td>
                <td className="clip-cell" title={sample.detail}>
                  <span className="clip">{sample.detail}</span>
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}
