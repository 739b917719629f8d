import { holdWords } from '../../../contract/hold-words.ts';
import type { Rag } from '../../../contract/rag.ts';
import type { RunHeader } from '../../../contract/views.ts';
import { roughText } from '../log/duration.ts';
import { pairedClock } from '../log/site-time.ts';
import { standingKey } from '../probe/standing.ts';
import { clockViews } from './clock-view.ts';
import { factsOf } from './deliberation.ts';
import { presentHolds } from './holds.ts';
import { lostContact } from './lost-contact.ts';
import { overdueAt } from './overdue.ts';
import { preflightLacks } from './preflight-lacks.ts';
import { projectRun, slackOf } from './projection.ts';
import type { RunState } from './state.ts';
import { isHeld, isOver } from './state.ts';

const MINUTE = 60_000;
const SHOWN = 3;

interface Reason {
  readonly colour: Exclude<Rag, 'green'>;
  readonly text: string;
}

/** Red, amber or green, and why: the worst colour anything gives, with the reasons that give it. */
export function ragOf(state: RunState, now: number, driven: boolean): RunHeader['rag'] {
  const reasons = reasonsOf(state, now, driven);
  const worst = reasons.filter(({ colour }) => colour === 'red');
  const telling = worst.length > 0 ? worst : reasons;
  const [first] = telling;
  if (first === undefined) return { colour: 'green', because: allIsWell(state, now) };
  const more = telling.length - SHOWN;
  const texts = telling.slice(0, SHOWN).map(({ text }) => text);
  return { colour: first.colour, because: [...texts, ...(more > 0 ? [`And ${more} more.`] : [])].join(' ') };
}

function reasonsOf(state: RunState, now: number, driven: boolean): readonly Reason[] {
  switch (state.life) {
    case 'draft':
    case 'armed':
      return beforeStart(state, now);
    case 'running':
    case 'backing-out':
      return [
        ...troubles(state),
        ...holds(state),
        ...timeReasons(state, now),
        ...clockReasons(state, now),
        ...lateSteps(state, now),
        ...issueReasons(state),
        ...probeReasons(state),
        // A held run starts nothing anyway.
        ...(driven || isHeld(state) ? [] : [amber('No Holdpoint is at work on this run: nothing of it starts.')]),
      ];
    case 'aborting':
      return [{ colour: 'red', text: `The run is being aborted: ${state.abortReason ?? ''}` }];
    default:
      return afterEnd(state);
  }
}

function beforeStart(state: RunState, now: number): readonly Reason[] {
  const lacks = preflightLacks(state, now).slice(0, 1);
  const late = state.plan.window === null ? 0 : now - state.plan.window.start;
  return [
    ...(late > 0 ? [amber(`The window opened ${roughText(late)} ago and the run has not started.`)] : []),
    ...lacks.map(amber),
  ];
}

/** Failed or unknown: a plan that lets the run go on makes it no less a failure, but does not stop the night. */
function troubles(state: RunState): readonly Reason[] {
  if (state.tally.failed + state.tally.indeterminate === 0) return [];
  return state.steps.flatMap((step, index): readonly Reason[] => {
    const { title, onFailure } = factsOf(state, index).step;
    if (step.status === 'indeterminate') return [red(`The outcome of “${title}” is not known.`)];
    if (step.status !== 'failed') return [];
    return onFailure === 'continue' ? [amber(`“${title}” failed; the run goes on.`)] : [red(`“${title}” failed.`)];
  });
}

/** What a failed or unknown step holds is said by `troubles`. */
function holds(state: RunState): readonly Reason[] {
  return presentHolds(state)
    .filter(({ cause }) => cause !== 'step-failed' && cause !== 'step-indeterminate')
    .map(({ cause, reason }) => {
      const text = `The run is held: ${reason === null ? `${holdWords(cause)}.` : sentence(reason)}`;
      return cause === 'no-go' ? red(text) : amber(text);
    });
}

/** What could not be told is no trouble by itself: it is on the screen, and nobody knows that anything is wrong. */
function probeReasons(state: RunState): readonly Reason[] {
  return (state.plan.probes ?? []).flatMap(({ name, targets }): readonly Reason[] => {
    const failed = targets.filter(
      (target) => state.probes.get(standingKey({ probe: name, target }))?.verdict === 'failed',
    );
    const [first] = failed;
    if (first === undefined) return [];
    return [amber(`Probe ${name} fails on ${failed.length === 1 ? first : `${failed.length} targets`}.`)];
  });
}

function timeReasons(state: RunState, now: number): readonly Reason[] {
  const { window } = state.plan;
  const slack = slackOf(state, now);
  const { end } = projectRun(state, now);
  if (window === null || slack === null || end === null) return [];
  if (now > window.end) return [red(`The window closed ${roughText(now - window.end)} ago.`)];
  const at = pairedClock(state.plan.timezone, end, now);
  if (slack < 0) return [red(`The projected end ${at} is ${roughText(-slack)} past the window's end.`)];
  if (slack >= littleSlack(window.end - window.start)) return [];
  const left = slack < MINUTE ? 'No time is' : `Only ${roughText(slack)} are`;
  return [amber(`${left} left between the projected end ${at} and the window's end.`)];
}

/** A tenth of the window, but never less than 5 minutes nor more than 30. */
function littleSlack(lengthMs: number): number {
  return Math.min(30 * MINUTE, Math.max(5 * MINUTE, lengthMs / 10));
}

function clockReasons(state: RunState, now: number): readonly Reason[] {
  return clockViews(state, now).flatMap(
    ({ name, startedAt, stoppedAt, limitMs, projectedStopAt }): readonly Reason[] => {
      if (startedAt === null || limitMs === null) return [];
      const took = (stoppedAt ?? now) - startedAt;
      if (took > limitMs) return [red(`${name} took ${roughText(took)}; ${roughText(limitMs)} were allowed.`)];
      if (projectedStopAt === null || projectedStopAt - startedAt <= limitMs) return [];
      const over = roughText(projectedStopAt - startedAt - limitMs);
      return [amber(`${name} is expected to take ${over} longer than the ${roughText(limitMs)} allowed.`)];
    },
  );
}

function lateSteps(state: RunState, now: number): readonly Reason[] {
  return state.steps.flatMap((step, index): readonly Reason[] => {
    const facts = factsOf(state, index);
    const { title } = facts.step;
    const lost = lostContact(step);
    if (lost !== null)
      return [amber(`No contact with ${lost.names} since ${pairedClock(state.plan.timezone, lost.since, now)}.`)];
    const at = isOver(step) ? null : overdueAt(facts, step);
    return at === null || at >= now ? [] : [amber(`“${title}” is overdue by ${roughText(now - at)}.`)];
  });
}

function issueReasons(state: RunState): readonly Reason[] {
  return state.issues
    .filter(({ resolved, severity }) => resolved === null && (severity === 'high' || severity === 'critical'))
    .map(({ issueId, severity, text }) => amber(`Issue ${issueId} (${severity}) is open: ${sentence(text)}`));
}

function afterEnd(state: RunState): readonly Reason[] {
  const code = state.closure?.code ?? null;
  const why = state.closure?.reason ?? null;
  const text = `The run ended (${state.life}) as ${code ?? 'nothing'}${why === null ? '.' : `: ${sentence(why)}`}`;
  if (code === 'successful') return issueReasons(state);
  if (code === 'successful-with-issues' || code === 'cancelled') return [amber(text), ...issueReasons(state)];
  return [red(text)];
}

function allIsWell(state: RunState, now: number): string {
  if (state.life === 'draft' || state.life === 'armed') return 'Not started yet; nothing speaks against it.';
  if (state.endedAt !== null) return 'The run ended as successful.';
  const { end } = projectRun(state, now);
  const slack = slackOf(state, now);
  if (end === null || slack === null) return 'Nothing failed and nothing is late.';
  const at = pairedClock(state.plan.timezone, end, now);
  return `Nothing failed and nothing is late; projected end ${at}, ${roughText(slack)} before the window's end.`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function red(text: string): Reason {
  return { colour: 'red', text };
}

function amber(text: string): Reason {
  return { colour: 'amber', text };
}
