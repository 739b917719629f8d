import type { ProbeView } from '../../../contract/probes.ts';
import { duration } from '../../format/duration.ts';
import { clockTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import type { Looks } from '../runsheet/gantt/looks.ts';
import type { SeriesPicture } from './paint-series.ts';
import { type SeriesRow, verdictLook } from './probe-words.ts';
import { SeriesCanvas } from './SeriesCanvas.tsx';

/** The name of a probe, and what it asks. */
export function ProbeHeadLine({ view }: { readonly view: ProbeView }) {
  const text = `${view.question}, every ${duration(view.everyMs)}`;
  return (
    <div className="probe-name">
      <strong className="clip" title={view.probe}>
        {view.probe}
      </strong>
      <span className="dim clip" title={text}>
        {text}
      </span>
    </div>
  );
}

interface SeriesLineProps {
  readonly row: SeriesRow;
  readonly picture: SeriesPicture | null;
  readonly looks: Looks | null;
  readonly isSelected: boolean;
  onPoint(x: number | null): void;
}

/** One target: its name, how it stands since when, and its series. */
export function SeriesLine({ row, picture, looks, isSelected, onPoint }: SeriesLineProps) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const { standing, target, probe } = row;
  const look = verdictLook(standing.verdict);
  const since = standing.since === null ? '' : `since ${clockTime(standing.since, zone)}`;
  const title = `${probe} on ${target}: ${look.word} ${since}, ${standing.inARow} in a row. ${standing.newest?.detail ?? ''}`;
  return (
    <div className="probe-series" data-selected={isSelected} data-series={`${probe} ${target}`}>
      <button
        type="button"
        className="row-button probe-target"
        tabIndex={-1}
        title={title}
        onClick={() => onPoint(null)}
      >
        <StateMark look={look} shapeOnly />
        <span className="clip">{target}</span>
        <span className="figures dim nowrap">{standing.verdict === null ? 'not asked' : since}</span>
      </button>
      {picture !== null && looks !== null && <SeriesCanvas picture={picture} looks={looks} onPoint={onPoint} />}
    </div>
  );
}
