import { answersWords } from '../../../contract/answers-words.ts';
import { durationText } from '../log/duration.ts';
import { oneLine, plural, someOf } from '../log/voice.ts';
import { chairStatements } from './chair-summary.ts';
import type { ReportModel, ReportStep, Statement } from './report-model.ts';

type Facts = Omit<ReportModel, 'summary'>;

/** The run in a few sentences, each with the events it rests on. Without dates: those stand in the header. */
export function summarise(facts: Facts): readonly Statement[] {
  return [
    ending(facts),
    ...spokenFor(facts),
    ...course(facts),
    steps(facts.steps),
    ...troubles(facts),
    ...waiting(facts),
    ...holds(facts),
    ...clocks(facts),
    ...chairStatements(facts),
    ...notices(facts),
  ];
}

function ending({ run, closure }: Facts): Statement {
  const what = run.mode === 'rehearsal' ? 'This rehearsal' : 'This release window';
  if (closure === null) {
    const text = run.startedAt === null ? `${what} has not started.` : `${what} is still open (${run.life}).`;
    return { text, seqs: [run.startedSeq ?? run.createdSeq] };
  }
  const by = closure.by === null ? '' : ` by ${closure.by}`;
  const { proposed } = closure;
  const differs = proposed !== null && proposed.code !== closure.code;
  const why = closure.reason ?? (differs ? null : (proposed?.because ?? null));
  const reason = why === null ? '' : `: ${withoutStop(why)}`;
  const against = differs ? ` Holdpoint had proposed ${proposed.code}: ${withoutStop(proposed.because)}.` : '';
  return { text: `${what} was closed as ${closure.code}${by}${reason}.${against}`, seqs: [closure.seq] };
}

/** A rehearsal says whose words were not their own. */
function spokenFor({ run }: Facts): Statement[] {
  if (run.answers === null) return [];
  return [{ text: `Its people were spoken for: ${answersWords(run.answers)}.`, seqs: [run.createdSeq] }];
}

function withoutStop(sentence: string): string {
  return oneLine(sentence).replace(/\.$/, '');
}

function course({ run, account, closure }: Facts): Statement[] {
  if (run.startedAt === null) return [];
  const seqs = [run.startedSeq, closure?.seq ?? null].filter((seq) => seq !== null);
  const took = `It ${closure === null ? 'has taken' : 'took'} ${durationText(account.totalMs)}`;
  if (run.plannedStart === null || run.plannedEnd === null) return [{ text: `${took}.`, seqs }];
  const plannedMs = run.plannedEnd - run.plannedStart;
  const difference = account.totalMs - plannedMs;
  const beside =
    Math.abs(difference) < 1000
      ? 'as planned'
      : `${durationText(plannedMs)} were planned, ${
          difference > 0 ? `${durationText(difference)} longer` : `${durationText(-difference)} shorter`
        }`;
  return [{ text: `${took} (${beside}).`, seqs }, ...windowKept(run)];
}

function windowKept({ window, startedAt, endedAt, startedSeq }: Facts['run']): Statement[] {
  if (window === null || startedAt === null) return [];
  const seqs = startedSeq === null ? [] : [startedSeq];
  if (startedAt < window.start || startedAt > window.end)
    return [{ text: 'It started outside its change window.', seqs }];
  if (endedAt === null) return [];
  return endedAt <= window.end
    ? [{ text: `It ended ${durationText(window.end - endedAt)} before the window closed.`, seqs }]
    : [{ text: `It ended ${durationText(endedAt - window.end)} after the window closed.`, seqs }];
}

/** More links than this behind one sentence help nobody; the sections below have them all. */
const MOST_REFERENCES = 12;

const endStates: readonly (readonly [ReportStep['state'], string])[] = [
  ['succeeded', 'done'],
  ['succeeded-with-exceptions', 'done with exceptions'],
  ['failed', 'failed'],
  ['indeterminate', 'of unknown outcome'],
  ['skipped', 'skipped'],
  ['cancelled', 'cancelled'],
];

function steps(all: readonly ReportStep[]): Statement {
  const counted = endStates.flatMap(([state, word]) => {
    const count = all.filter((step) => step.state === state).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  const over = all.filter((step) => endStates.some(([state]) => state === step.state)).length;
  const open = all.length - over;
  const rest = open === 0 ? [] : [`${open} not over`];
  const exceptional = all.filter((step) => step.state !== 'succeeded');
  const telling = exceptional.length === 0 ? all.slice(-1) : exceptional;
  return {
    text: `Of ${plural(all.length, 'step')}: ${[...counted, ...rest].join(', ')}.`,
    seqs: telling.flatMap((step) => step.seqs.slice(-1)).slice(0, MOST_REFERENCES),
  };
}

function troubles({ attempts, steps: all }: Facts): Statement[] {
  const bad = attempts.filter((attempt) => attempt.outcome !== null && attempt.outcome !== 'succeeded');
  if (bad.length === 0) {
    return attempts.length === 0
      ? []
      : [
          {
            text: `All ${plural(attempts.length, 'attempt')} on targets succeeded.`,
            seqs: attempts.slice(-1).flatMap((attempt) => attempt.endSeq ?? []),
          },
        ];
  }
  const places = new Set(bad.map((attempt) => `${attempt.stepId} on ${attempt.target}`));
  const healed = all.filter((step) => step.failedAttempts > 0 && step.state === 'succeeded').map((step) => step.id);
  const after = healed.length === 0 ? '' : ` Done in the end: ${someOf(healed)}.`;
  return [
    {
      text: `${bad.length} of ${plural(attempts.length, 'attempt')} did not succeed: ${someOf([...places])}.${after}`,
      seqs: bad.slice(0, MOST_REFERENCES).flatMap((attempt) => attempt.endSeq ?? []),
    },
  ];
}

function waiting({ waits, account }: Facts): Statement[] {
  const longest = waits[0];
  if (longest === undefined || account.waitingMs < 1000) return [];
  const span = durationText(longest.to - longest.from);
  return [
    {
      text: `Nothing ran for ${durationText(account.waitingMs)} because a person was awaited; the longest single wait was ${span} at ${oneLine(longest.title)}.`,
      seqs: longest.seqs,
    },
  ];
}

function holds({ holds: all }: Facts): Statement[] {
  if (all.length === 0) return [];
  const total = all.reduce((sum, hold) => sum + hold.to - hold.from, 0);
  const times = all.length === 1 ? 'once' : `${all.length} times`;
  return [
    {
      text: `The run was held ${times}, ${durationText(total)} in all.`,
      seqs: all.flatMap((hold) => hold.causes.slice(0, 1).map((cause) => cause.seq)).slice(0, MOST_REFERENCES),
    },
  ];
}

function clocks({ clocks: all }: Facts): Statement[] {
  return all.flatMap((clock) => {
    if (clock.elapsedMs === null) return [];
    const limit =
      clock.limitMs === null ? '' : `, limit ${durationText(clock.limitMs)}${overrun(clock.elapsedMs, clock.limitMs)}`;
    const still = clock.running ? ' so far' : '';
    return [{ text: `${oneLine(clock.name)}: ${durationText(clock.elapsedMs)}${still}${limit}.`, seqs: clock.seqs }];
  });
}

function overrun(elapsed: number, limit: number): string {
  return elapsed > limit ? `, exceeded by ${durationText(elapsed - limit)}` : ', kept';
}

function notices({ evidence, run, steps: all }: Facts): Statement[] {
  const missing = evidence.filter((entry) => entry.given === null && entry.required);
  const planted =
    run.faults.length === 0
      ? []
      : [{ text: `Faults were planted: ${run.faults.map(oneLine).join('; ')}.`, seqs: [run.createdSeq] }];
  if (missing.length === 0) return planted;
  return [
    ...planted,
    {
      text: `Required evidence is missing: ${missing.map((entry) => oneLine(entry.demand)).join('; ')}.`,
      seqs: lastSeqs(all, missing),
    },
  ];
}

/** The last events of the steps that still owe something. */
function lastSeqs(all: readonly ReportStep[], owed: readonly { readonly stepId: string }[]): readonly number[] {
  const steps = all.filter((step) => owed.some((entry) => entry.stepId === step.id));
  return steps.flatMap((step) => step.seqs.slice(-1)).slice(0, MOST_REFERENCES);
}
