import type { KeptSample } from '../../../contract/samples.ts';
import { duration, measuredDuration } from '../../format/duration.ts';
import { clockTimeWithSeconds, offsetFromT0 } from '../../format/time.ts';
import type { RunMirror } from '../../state/run-mirror.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { type SeriesRow, verdictLook } from './probe-words.ts';
import { stepBefore } from './series-place.ts';

interface SampleReadoutProps {
  readonly of: SeriesRow | null;
  readonly sample: KeptSample | null;
  readonly run: RunMirror;
}

/** One sample, exactly, in words: in its own place, so that nothing covers the series. */
export function SampleReadout({ of, sample, run }: SampleReadoutProps) {
  const zone = run.header.timezone;
  if (of === null) return null;
  if (sample === null) {
    return (
      <p className="probe-readout dim" role="status">
        {of.probe} on {of.target}: not asked yet.
      </p>
    );
  }
  const step = stepBefore(run.steps, sample.at);
  const { t0 } = run.header;
  return (
    <div className="probe-readout" role="status">
      <p>
        <span className="figures strong">{clockTimeWithSeconds(sample.at, zone)}</span>
        {t0 !== null && <span className="figures dim">{offsetFromT0(sample.at - t0)}</span>}
        <StateMark look={verdictLook(sample.verdict)} />
        <span className="clip" title={`${of.probe} on ${of.target}`}>
          {of.probe} on {of.target}
        </span>
        <span className="gap" />
        <span className="figures dim">
          {measuredText(sample)} · no. {sample.ordinal}
        </span>
      </p>
      <p>
        <span className="clip" title={sample.detail}>
          {sample.detail}
        </span>
        {step?.startedAt != null && (
          <span className="dim clip probe-step" title={step.title}>
            {duration(sample.at - step.startedAt)} after {step.id} started
          </span>
        )}
      </p>
    </div>
  );
}

export function measuredText({ value, durationMs }: KeptSample): string {
  const took = durationMs < 1000 ? `${Math.round(durationMs)} ms` : measuredDuration(durationMs);
  return value === null || value === durationMs ? took : `${value} · ${took}`;
}
