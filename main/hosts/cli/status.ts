import { holdWords } from '../../../contract/hold-words.ts';
import type { RunHeader, StepStateName, StepView } from '../../../contract/views.ts';
import { durationText, roughText } from '../../domain/log/duration.ts';
import { isUtc, pairedClock, siteClock } from '../../domain/log/site-time.ts';
import type { Tone } from '../../domain/log/voice.ts';
import type { Verb } from './command-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { issueLine } from './issue-lines.ts';
import { probeSummary } from './probe-lines.ts';
import { reportProblem } from './problem-text.ts';
import { reading } from './reading.ts';
import { asks, detailsOf, waysOn } from './rest-text.ts';
import { viewOf } from './run-choice.ts';
import { harmless, type Terminal } from './terminal.ts';
import { type TimeText, timeTextOf } from './time-text.ts';

export const status: Verb = {
  name: 'status',
  usage: 'RUN',
  summary: 'where a run stands: steps, holds, and what it needs',
  words: [1, 1],
  options: { json: { type: 'boolean', help: 'the view as one JSON object' } },
  examples: ['status latest'],
  run: (call) =>
    reading(call, async (client, runId) => {
      const view = await viewOf(client, runId);
      if (!view.ok) return reportProblem(call.terminal, view.problem);
      const { header, steps } = view.value;
      const probes = await client.call('probes.get', { runId });
      const standing = probes.ok ? { probes: probes.value } : {};
      if (call.options.flag('json')) call.terminal.out(JSON.stringify({ header, steps, ...standing }));
      else {
        const details = await detailsOf(client, runId, steps.filter(asks));
        const ways = isWaiting(header, steps) ? waysOn(header, steps, details) : [];
        for (const line of statusLines(header, steps, call.terminal)) call.terminal.out(line);
        for (const line of probes.ok ? probeSummary(probes.value, timeTextOf(header), call.terminal) : [])
          call.terminal.out(line);
        for (const line of ways.length === 0 ? [] : ['', 'To go on:', ...ways.map((way) => `  ${way}`)])
          call.terminal.out(harmless(line));
      }
      return exitOf(header, steps);
    }),
};

/** Nothing more happens until somebody does something. */
function isWaiting(header: RunHeader, steps: readonly StepView[]): boolean {
  if (['completed', 'aborted', 'cancelled', 'backed-out'].includes(header.life)) return false;
  return header.held.length > 0 || header.proposedClosure !== null || !header.driven || steps.some(asks);
}

/** The same words as `run`: 3 = held or waiting, 4 = an unknown outcome; a run that goes on by itself is 0. */
function exitOf(header: RunHeader, steps: readonly StepView[]): ExitCode {
  if (header.life === 'completed') return exitCodes.completed;
  if (['aborted', 'cancelled', 'backed-out'].includes(header.life)) return exitCodes.endedOtherwise;
  if (steps.some((step) => step.state === 'indeterminate')) return exitCodes.indeterminate;
  return header.held.length > 0 || steps.some((step) => step.need !== null) ? exitCodes.waiting : exitCodes.completed;
}

const stateMarks: Readonly<Record<StepStateName, readonly [string, Tone]>> = {
  pending: ['○', 'plain'],
  scheduled: ['◷', 'plain'],
  ready: ['◐', 'person'],
  'awaiting-human': ['◐', 'person'],
  'awaiting-approval': ['◐', 'person'],
  'awaiting-supplier': ['◐', 'person'],
  running: ['▶', 'plain'],
  verifying: ['◌', 'plain'],
  soaking: ['≈', 'plain'],
  succeeded: ['✓', 'good'],
  'succeeded-with-exceptions': ['✓', 'good'],
  failed: ['✕', 'bad'],
  indeterminate: ['?', 'unknown'],
  skipped: ['⤼', 'plain'],
  cancelled: ['⊘', 'plain'],
  'backed-out': ['↩', 'plain'],
};

function statusLines(header: RunHeader, steps: readonly StepView[], terminal: Terminal): readonly string[] {
  const times = timeTextOf(header);
  return [
    ...headLines(header, times, terminal),
    '',
    ...chairLines(header, terminal),
    ...stepLines(steps, times, terminal),
    ...needLines(steps, times),
    ...endLines(header),
  ];
}

function headLines(header: RunHeader, times: TimeText, { colours }: Terminal): readonly string[] {
  const mode = header.mode === 'rehearsal' ? 'SIMULATED, REHEARSAL' : 'LIVE';
  const driven =
    ['running', 'aborting', 'backing-out'].includes(header.life) && !header.driven
      ? ', and no Holdpoint is at work on it'
      : '';
  const life = header.closure === null ? header.life : `${header.life} as ${header.closure.code}`;
  const now = header.t0 === null ? '' : `  ${times.offset(header.endedAt ?? header.now)}`;
  return [
    colours.bold(harmless(`${header.title} · ${mode} · ${header.runId}`)),
    `${life}${driven}${now}  ${times.dateTime(header.endedAt ?? header.now)} ${zoneText(header)}`,
    ...header.held.map((held) =>
      colours.tone('bad', harmless(`HELD since ${times.clock(held.since)}: ${held.reason ?? holdWords(held.cause)}`)),
    ),
  ];
}

/** Both clocks, unless they are one. */
function zoneText({ timezone, endedAt, now }: RunHeader): string {
  return isUtc(timezone) ? 'UTC' : `${timezone} (${siteClock('UTC', endedAt ?? now)} UTC)`;
}

const ragTones: Readonly<Record<RunHeader['rag']['colour'], Tone>> = { red: 'bad', amber: 'person', green: 'good' };

/** Will we make it, what is open, and which clocks run. */
function chairLines(header: RunHeader, { colours }: Terminal): readonly string[] {
  const { colour, because } = header.rag;
  return [
    colours.tone(ragTones[colour], harmless(`${colour.toUpperCase()}: ${because}`)),
    ...endLine(header),
    ...clockLines(header),
    ...header.issues.filter((issue) => issue.resolved === null).map((issue) => harmless(issueLine(issue))),
    '',
  ];
}

function endLine({ endedAt, projectedEnd, slackMs, timezone, now, window }: RunHeader): readonly string[] {
  const at = endedAt ?? projectedEnd;
  const until = window === null ? '' : `; window until ${pairedClock(timezone, window.end, now)}`;
  if (at === null)
    return window === null ? [] : [`Window from ${pairedClock(timezone, window.start, now)}${until.slice(8)}`];
  const side = slackMs !== null && slackMs < 0 ? 'past' : 'before';
  const slack = slackMs === null ? '' : `, ${roughText(Math.abs(slackMs))} ${side} the window's end`;
  return [`${endedAt === null ? 'Projected end' : 'Ended'} ${pairedClock(timezone, at, now)}${slack}${until}`];
}

function clockLines({ clocks, now, endedAt, timezone }: RunHeader): readonly string[] {
  return clocks.flatMap(({ name, startedAt, stoppedAt, limitMs, projectedStopAt }) => {
    if (startedAt === null) return [];
    const took = roughText((stoppedAt ?? endedAt ?? now) - startedAt);
    const objective = limitMs === null ? '' : ` of ${roughText(limitMs)}`;
    const isRunning = stoppedAt === null && endedAt === null && projectedStopAt !== null;
    const until = isRunning ? `, expected to stop ${pairedClock(timezone, projectedStopAt, now)}` : '';
    return [harmless(`${name}: ${took}${objective}${until}`)];
  });
}

function stepLines(steps: readonly StepView[], times: TimeText, { colours }: Terminal): readonly string[] {
  const width = Math.min(28, Math.max(4, ...steps.map((step) => step.id.length)));
  const stateWidth = Math.max(5, ...steps.map((step) => step.state.length));
  return steps.map((step) => {
    const [mark, tone] = stateMarks[step.state];
    const state = colours.tone(tone, `${mark} ${step.state.padEnd(stateWidth)}`);
    return harmlessLine([
      state,
      step.id.padEnd(width),
      timesOf(step, times).padEnd(28),
      targetsOf(step),
      step.title,
      etaOf(step, times),
    ]);
  });
}

function harmlessLine(parts: readonly string[]): string {
  const [state = '', ...rest] = parts;
  return `  ${state}  ${harmless(rest.filter((part) => part !== '').join('  '))}`.trimEnd();
}

function timesOf(step: StepView, times: TimeText): string {
  if (step.startedAt === null) return step.plannedStart === null ? '' : `planned ${times.clock(step.plannedStart)}`;
  const took = step.endedAt === null ? 'since then' : durationText(step.endedAt - step.startedAt);
  return `${times.clock(step.startedAt)}  ${took}`;
}

function etaOf({ eta, endedAt }: StepView, times: TimeText): string {
  return eta === null || endedAt !== null ? '' : `ETA ${times.clock(eta.endAt)} (${eta.by}, ${eta.assurance})`;
}

function targetsOf({ targets }: StepView): string {
  if (targets.total === 0) return '';
  const bad = [
    targets.failed > 0 ? `${targets.failed} failed` : '',
    targets.unknown > 0 ? `${targets.unknown} unknown` : '',
  ];
  return [`${targets.succeeded}/${targets.total}`, ...bad.filter((part) => part !== '')].join(' ');
}

function needLines(steps: readonly StepView[], times: TimeText): readonly string[] {
  const needs = steps.flatMap((step) => {
    if (step.need === null) return [];
    const { what, who, due, onExpiry } = step.need;
    const late = due === null ? '' : `, due ${times.clock(due)}, then ${onExpiry ?? 'hold'}`;
    return [
      harmless(`  ${step.id}: ${what}${who === null ? '' : ` (${who})`}, since ${times.clock(step.need.since)}${late}`),
    ];
  });
  return needs.length === 0 ? [] : ['', 'Needs a person:', ...needs];
}

function endLines(header: RunHeader): readonly string[] {
  if (header.proposedClosure === null) return [];
  return [
    '',
    harmless(`Every step is over. Proposed: ${header.proposedClosure.code} (${header.proposedClosure.because})`),
  ];
}
