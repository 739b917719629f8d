import { durationText, roughText } from '../log/duration.ts';
import { oneLine, plural } from '../log/voice.ts';
import type { ReportModel, Statement } from './report-model.ts';

type Facts = Omit<ReportModel, 'summary'>;

/** What the chair had on the desk: preflight, T0, issues, estimates, updates, entries that came late. */
export function chairStatements(facts: Facts): readonly Statement[] {
  return [...preflights(facts), ...rebases(facts), ...issues(facts), ...etas(facts), ...updates(facts), ...late(facts)];
}

function preflights({ preflight }: Facts): readonly Statement[] {
  if (preflight === null) return [];
  const last = preflight.runs.at(-1);
  const accepted = preflight.accepted.map(({ seq, person, reason }) => ({
    text: `${oneLine(person)} started in spite of the preflight: ${oneLine(reason).replace(/\.$/, '')}.`,
    seqs: [seq],
  }));
  if (last === undefined) return accepted;
  const bad = last.checks.filter(({ verdict }) => verdict === 'bad' || verdict === 'unknown').length;
  const found = bad === 0 ? '' : `, ${bad} of them bad or unknown`;
  const text = `The last preflight was ${last.verdict}: ${plural(last.checks.length, 'check')}${found}.`;
  return [{ text, seqs: [last.seq] }, ...accepted];
}

function rebases({ rebases: all }: Facts): readonly Statement[] {
  const [first] = all;
  const last = all.at(-1);
  if (first === undefined || last === undefined) return [];
  const ms = last.to - first.from;
  const times = all.length === 1 ? 'once' : `${all.length} times`;
  const far =
    ms === 0 ? 'and stands where it stood' : `${durationText(Math.abs(ms))} ${ms > 0 ? 'later' : 'earlier'} in all`;
  return [{ text: `T0 was moved ${times}, ${far}.`, seqs: all.map(({ seq }) => seq) }];
}

function issues({ issues: all }: Facts): readonly Statement[] {
  if (all.length === 0) return [];
  const open = all.filter((issue) => issue.open);
  const left =
    open.length === 0
      ? 'all resolved'
      : `${open.length} still open: ${open.map(({ issueId, severity }) => `${issueId} (${severity})`).join(', ')}`;
  const raised = all.length === 1 ? '1 issue was raised' : `${all.length} issues were raised`;
  return [{ text: `${raised}, ${left}.`, seqs: all.flatMap(({ life }) => life.slice(-1).map(({ seq }) => seq)) }];
}

function etas({ etas: all }: Facts): readonly Statement[] {
  const judged = all.filter((eta) => eta.errorMs !== null);
  if (judged.length === 0) return [];
  const worst = judged.reduce((far, eta) => (Math.abs(eta.errorMs ?? 0) > Math.abs(far.errorMs ?? 0) ? eta : far));
  const ms = worst.errorMs ?? 0;
  const off =
    Math.abs(ms) < 60_000 ? 'right to the minute' : `${roughText(Math.abs(ms))} ${ms > 0 ? 'too early' : 'too late'}`;
  const which = judged.length === 1 ? 'The one ETA' : `Of ${judged.length} ETAs the one furthest off`;
  const text = `${which} was ${off} (${oneLine(worst.person)}, ${worst.stepId}).`;
  return [{ text, seqs: [worst.seq] }];
}

function updates({ updates: all, run }: Facts): readonly Statement[] {
  if (all.length === 0 || run.startedAt === null) return [];
  const given = all.length === 1 ? '1 update was given' : `${all.length} updates were given`;
  const late = all.filter((update, index) => {
    const due = all[index - 1]?.nextDueAt ?? null;
    return due !== null && update.at > due + 60_000;
  });
  const kept = late.length === 0 ? '' : `, ${late.length} later than promised`;
  return [{ text: `${given}${kept}.`, seqs: all.slice(0, 12).map(({ seq }) => seq) }];
}

function late({ late: all }: Facts): readonly Statement[] {
  if (all.length === 0) return [];
  const after = all.filter((entry) => entry.afterEnd).length;
  const ended = after === 0 ? '' : `, ${after} of them after the end`;
  const text = `${all.length === 1 ? '1 entry was' : `${all.length} entries were`} written down late${ended}.`;
  return [{ text, seqs: all.slice(0, 12).map(({ seq }) => seq) }];
}
