import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { RunHeader } from '../../../contract/views.ts';
import { roughText } from '../../domain/log/duration.ts';
import { pairedClock } from '../../domain/log/site-time.ts';
import { attributionOptions, type Call, type Verb } from './command-line.ts';
import { readMoment, readShift } from './moment-text.ts';
import { type Recorded, type Recording, recordCommand, recording } from './record.ts';
import { viewOf } from './run-choice.ts';

export const rebase: Verb = {
  name: 'rebase',
  usage: 'RUN TIME --reason TEXT',
  summary: 'move T0; offsets move with it, wall-clock times stay',
  words: [2, 2],
  options: { reason: { type: 'string', value: 'TEXT', help: 'why' }, ...attributionOptions },
  notes: [
    'TIME is how far from where T0 is (+18m, -5m), or what it becomes: a time of day of the site (22:18, the closest',
    'one) or 2026-11-28T22:18. Steps that are ready stay ready; what has not been ready follows its new time.',
  ],
  examples: ["rebase latest +18m --reason 'The batch closed late'", "rebase latest 22:18 --reason 'New start agreed'"],
  run: (call) => recording(call, (about) => recordRebase(call, about)),
};

async function recordRebase({ words, options, terminal }: Call, about: Recording): Promise<Recorded> {
  const reason = options.text('reason')?.trim();
  if (reason === undefined || reason === '') {
    return failed('invalid-input', 'This needs a reason, for everybody who reads the log: --reason TEXT');
  }
  const t0 = t0Of(words[1] ?? '', about.view.header);
  if (!t0.ok) return t0;
  const moved = await recordCommand(about, { type: 'rebase', t0: t0.value, reason });
  if (!moved.ok) return moved;
  const after = await viewOf(about.client, about.runId);
  for (const line of after.ok ? effectLines(about.view.header, after.value.header) : []) terminal.err(line);
  return moved;
}

function t0Of(text: string, { t0, timezone: zone }: RunHeader): Result<number> {
  if (t0 === null) return failed('refused', 'The run has no T0 yet: it gets one when it starts.');
  const shifted = readShift(text, t0);
  if (shifted !== null) return ok(shifted);
  const read = readMoment(text, { zone, base: t0, which: 'closest' });
  if (read.ok) return read;
  return failed('invalid-input', `${text} is no time for T0: say +18m, -5m, 22:18 or 2026-11-28T22:18.`);
}

function effectLines(before: RunHeader, after: RunHeader): readonly string[] {
  const { timezone: zone, now, t0, projectedEnd, slackMs } = after;
  if (t0 === null) return [];
  const slack =
    slackMs === null ? '' : `, ${roughText(Math.abs(slackMs))} ${slackMs < 0 ? 'past' : 'before'} the window's end`;
  const was = before.projectedEnd === null ? '' : ` (was ${pairedClock(zone, before.projectedEnd, now)})`;
  return [
    `T0 is now ${pairedClock(zone, t0, now)}.`,
    ...(projectedEnd === null ? [] : [`Projected end ${pairedClock(zone, projectedEnd, now)}${was}${slack}.`]),
  ];
}
