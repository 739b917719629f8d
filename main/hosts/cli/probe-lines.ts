import type { AskedProbe, ProbeStanding, ProbeView, RunProbes } from '../../../contract/probes.ts';
import type { SampleVerdict } from '../../../contract/samples.ts';
import type { RunHeader } from '../../../contract/views.ts';
import { durationText } from '../../domain/log/duration.ts';
import { plural, type Tone } from '../../domain/log/voice.ts';
import { harmless, type Terminal } from './terminal.ts';
import type { TimeText } from './time-text.ts';

const marks: Readonly<Record<SampleVerdict, readonly [mark: string, tone: Tone]>> = {
  successful: ['✓', 'good'],
  failed: ['✕', 'bad'],
  inconclusive: ['?', 'unknown'],
};

interface Surroundings {
  readonly header: Pick<RunHeader, 'title' | 'mode'>;
  readonly times: TimeText;
  readonly terminal: Terminal;
}

/** Every probe on every target, in the order of the plan. */
export function probeLines(view: RunProbes, { header, times, terminal }: Surroundings): readonly string[] {
  const { colours } = terminal;
  const simulated = view.simulated ? ' · SIMULATED' : '';
  const head = [colours.bold(harmless(`${header.title} · ${view.runId}${simulated}`))];
  if (view.probes.length === 0) return [...head, 'This runbook has no probes.'];
  const asked = view.watched ? [] : ['Nobody asks them now: this is what was answered last.'];
  const lost =
    view.lost === 0
      ? []
      : [colours.tone('bad', `${plural(view.lost, 'sample')} could not be kept: the disk takes no more.`)];
  return [...head, ...asked, ...lost, ...view.probes.flatMap((probe) => ofProbe(probe, times, terminal))];
}

function ofProbe(probe: ProbeView, times: TimeText, terminal: Terminal): readonly string[] {
  const width = Math.min(24, Math.max(...probe.targets.map(({ target }) => target.length)));
  return [
    '',
    terminal.colours.bold(harmless(`${probe.probe} · ${probe.question} · every ${durationText(probe.everyMs)}`)),
    ...probe.targets.map((standing) => standingLine(standing, { times, width, terminal })),
  ];
}

function standingLine(
  { target, verdict, since, inARow, newest }: ProbeStanding,
  { times, width, terminal }: { times: TimeText; width: number; terminal: Terminal },
): string {
  if (verdict === null || newest === null) return `  ○ ${'not asked yet'.padEnd(12)}  ${target}`;
  const [mark, tone] = marks[verdict];
  const long = since === null ? '' : `since ${times.clock(since)} (${inARow} in a row)`;
  const last = `${newest.detail} ${times.clock(newest.at)}, ${durationText(newest.durationMs)}`;
  const state = terminal.colours.tone(tone, `${mark} ${verdict.padEnd(12)}`);
  return `  ${state}  ${harmless(`${target.padEnd(width)}  ${long}  ${last}`)}`;
}

/** Answers to one look, now. */
export function askedLines(title: string, asked: readonly AskedProbe[], { colours }: Terminal): readonly string[] {
  if (asked.length === 0) return [colours.bold(harmless(title)), 'This runbook has no probes.'];
  const width = Math.min(40, Math.max(...asked.map(({ probe, target }) => probe.length + target.length + 4)));
  return [
    colours.bold(harmless(title)),
    ...asked.map(({ probe, target, answer }) => {
      const [mark, tone] = marks[answer.verdict];
      const state = colours.tone(tone, `${mark} ${answer.verdict.padEnd(12)}`);
      const name = `${probe} on ${target}`.padEnd(width);
      return `  ${state}  ${harmless(`${name}  ${answer.detail} (${durationText(answer.durationMs)})`)}`;
    }),
  ];
}

/** One line each for the probes that are not successful, and how many are: what `status` says. */
export function probeSummary(view: RunProbes, times: TimeText, { colours }: Terminal): readonly string[] {
  const all = view.probes.flatMap(({ probe, targets }) => targets.map((standing) => ({ probe, standing })));
  if (all.length === 0) return [];
  const count = (verdict: SampleVerdict | null) => all.filter(({ standing }) => standing.verdict === verdict).length;
  const counts = (['successful', 'failed', 'inconclusive'] as const)
    .flatMap((verdict) => (count(verdict) === 0 ? [] : [`${count(verdict)} ${verdict}`]))
    .concat(count(null) === 0 ? [] : [`${count(null)} not asked yet`]);
  const bad = all.flatMap(({ probe, standing: { target, verdict, since, newest } }) => {
    if (verdict === null || verdict === 'successful' || since === null) return [];
    const [mark, tone] = marks[verdict];
    return [
      colours.tone(
        tone,
        harmless(`  ${mark} ${probe} on ${target} ${verdict} since ${times.clock(since)}: ${newest?.detail ?? ''}`),
      ),
    ];
  });
  const now = view.watched || view.to === null ? '' : ' (nobody asks them now)';
  return ['', `Probes: ${counts.join(', ')}${now}`, ...bad];
}
