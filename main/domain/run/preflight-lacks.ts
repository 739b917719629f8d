import type { Preflight } from '../../../contract/preflight.ts';
import { durationText } from '../log/duration.ts';
import type { RunState } from './state.ts';

const SHOWN = 5;
/** Two clocks may differ by so much; what lies further ahead was answered on a clock that was set since. */
const AHEAD_MS = 60_000;

/** Why a start would be refused for want of a preflight, each as a sentence; empty when none is demanded or all is well. */
export function preflightLacks(state: RunState, now: number): readonly string[] {
  const { demand, last, setBackMs } = state.preflight;
  if (demand === null) return [];
  if (last === null) return ['There has been no preflight.'];
  const lacks = last.verdict === 'red' ? [...redChecks(last)] : [];
  const ageMs = now - last.endedAt + setBackMs;
  if (ageMs > demand.maxAgeMs) {
    lacks.push(`The preflight is ${durationText(ageMs)} old; ${durationText(demand.maxAgeMs)} are the most.`);
  }
  if (ageMs < -AHEAD_MS) lacks.push('The preflight is dated in the future: the clock of this machine was set back.');
  return lacks;
}

function redChecks(preflight: Preflight): readonly string[] {
  const bad = preflight.checks.filter(({ verdict }) => verdict === 'bad' || verdict === 'unknown');
  const shown = bad.slice(0, SHOWN).map(({ aspect, subject, text }) => `${subject} (${aspect}): ${sentence(text)}`);
  const more = bad.length - shown.length;
  return ['The preflight is red.', ...shown, ...(more > 0 ? [`And ${more} more.`] : [])];
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
