import type { PreflightCheck } from '../../../contract/preflight.ts';
import { good, notGood } from './check.ts';
import type { ClockReading, Survey } from './survey.ts';

/** Log lines and timestamps of the night can still be put side by side. */
const WARN_ABOVE_MS = 2_000;
/** Certificates, tokens and scheduled jobs begin to fail. */
const BAD_ABOVE_MS = 60_000;
/** Targets whose clocks agree so well, and not with ours, say something about ours. */
const AGREE_WITHIN_MS = 1_000;
const TARGETS_THAT_OUTVOTE_US = 3;

export interface ClockOffset {
  /** Target minus this machine; negative = the target is behind. */
  readonly offsetMs: number;
  /** The truth lies within offset ± error: half the round trip, and half a tick of the target's clock. */
  readonly errorMs: number;
}

/** The reading lies within its tick, and its moment somewhere between asking and answering (Cristian 1989). */
export function clockOffset({ targetMs, tickMs, askedAtMs, answeredAtMs }: ClockReading): ClockOffset {
  const least = targetMs - answeredAtMs;
  const most = targetMs + tickMs - askedAtMs;
  return { offsetMs: (least + most) / 2, errorMs: Math.max(0, (most - least) / 2) };
}

/** Judged by what is certain: the offset less its error. */
export function judgeClock(target: string, reading: ClockReading | null): PreflightCheck {
  if (reading === null) {
    const text = 'Its clock could not be read: whether it agrees with this machine is not known.';
    return notGood('warning', ['clock', target], { text, cure: 'Run date on the target and compare.' });
  }
  const { offsetMs, errorMs } = clockOffset(reading);
  const certainMs = Math.abs(offsetMs) - errorMs;
  const bounds = `± ${milliseconds(errorMs)}`;
  if (certainMs <= WARN_ABOVE_MS && errorMs > WARN_ABOVE_MS) {
    const text = `The answer took too long to tell its clock better than ${seconds(offsetMs)} ${bounds}.`;
    return notGood('warning', ['clock', target], { text, cure: 'Check again on a quieter line.' });
  }
  if (certainMs <= WARN_ABOVE_MS) {
    const isEqual = Math.abs(offsetMs) <= errorMs;
    return good(['clock', target], isEqual ? `Agrees with this machine ${bounds}.` : `${seconds(offsetMs)} ${bounds}.`);
  }
  const verdict = certainMs > BAD_ABOVE_MS ? 'bad' : 'warning';
  const means = verdict === 'bad' ? 'certificates and logins may fail' : 'its log times will not match ours';
  const text = `Its clock is ${seconds(offsetMs)} ${bounds} against this machine: ${means}.`;
  return notGood(verdict, ['clock', target], {
    text,
    cure: 'Correct its time service (chronyc tracking, timedatectl).',
  });
}

/** When all targets that told their time disagree with us in the same way, it is our clock that is suspect. */
export function judgeOwnClock(surveys: readonly Survey[]): readonly PreflightCheck[] {
  const offsets = surveys.flatMap((survey) =>
    survey.kind === 'answered' && survey.clock !== null ? [clockOffset(survey.clock)] : [],
  );
  const [first] = offsets;
  if (first === undefined || offsets.length < TARGETS_THAT_OUTVOTE_US) return [];
  const agree = offsets.every(
    ({ offsetMs, errorMs }) =>
      Math.abs(offsetMs) - errorMs > WARN_ABOVE_MS && Math.abs(offsetMs - first.offsetMs) <= AGREE_WITHIN_MS + errorMs,
  );
  if (!agree) return [];
  const text = `All ${offsets.length} targets tell about the same time, ${seconds(first.offsetMs)} from ours: the clock of this machine is the odd one.`;
  return [notGood('warning', ['clock', 'this machine'], { text, cure: "Correct this machine's time first." })];
}

function seconds(offsetMs: number): string {
  const size = Math.abs(offsetMs);
  const side = offsetMs < 0 ? 'behind' : 'ahead';
  if (size >= 120_000) return `${Math.round(size / 60_000)} min ${side}`;
  return size < 1_000 ? `${Math.round(size)} ms ${side}` : `${(size / 1000).toFixed(1)} s ${side}`;
}

function milliseconds(ms: number): string {
  return ms >= 1_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.max(1, Math.ceil(ms))} ms`;
}
