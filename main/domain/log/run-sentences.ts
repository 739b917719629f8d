import type { Actor } from '../../../contract/actor.ts';
import type { AnswersGiven } from '../../../contract/answers.ts';
import { answersWords } from '../../../contract/answers-words.ts';
import type { EventType, HoldCause } from '../../../contract/events.ts';
import { holdWords } from '../../../contract/hold-words.ts';
import { durationText } from './duration.ts';
import { because, oneLine, plural, type Sentences, type Tone, toneOf, type Voice, whoDid } from './voice.ts';

type RunEventType = Extract<EventType, `run.${string}`>;

/** A run that waits for somebody is not in trouble; one whose truth is not known is neither good nor bad. */
const holdTones: Partial<Record<HoldCause, Tone>> = {
  'step-indeterminate': 'unknown',
  'core-restarted': 'unknown',
  'waiting-for-person': 'person',
  interrupted: 'person',
};

type Held = { readonly cause: HoldCause; readonly reason: string | null; readonly stepId?: string | undefined };

/** Why a run is held, in words; the step is named where the cause has one, and nothing is said twice. */
export function holdText(held: Held, voice: Voice): string {
  const reason = held.reason === null ? '' : oneLine(held.reason);
  if (held.stepId === undefined) return reason === '' ? holdWords(held.cause) : reason;
  const step = voice.step(held.stepId);
  const cause = causeWithStep(held.cause, step);
  const more = afterTitle(reason, voice.title(held.stepId));
  if (more === '') return cause;
  return withoutRepeating(held.cause, { step, cause, more }) ?? `${cause}: ${more}`;
}

/** The engine's own reasons, joined to the step's name instead of repeating the cause. */
function withoutRepeating(cause: HoldCause, said: { step: string; cause: string; more: string }): string | null {
  const { step, more } = said;
  const lost = lostWhere(more);
  if (cause === 'step-indeterminate' && lost !== null) return `the outcome of ${step} on ${lost} is unknown`;
  if (cause === 'step-failed' && more.startsWith('Failed on ')) return `${said.cause}${more.slice('Failed'.length)}`;
  if (cause === 'deadline' && /^(is|was) /.test(more)) return `${step} ${more.replace(/\.$/, '')}`;
  if (cause === 'no-go' && more.startsWith('no-go')) {
    const rest = more.slice('no-go'.length).replace(/^[.:]?\s*/, '');
    return rest === '' ? said.cause : `${said.cause}: ${rest}`;
  }
  return null;
}

/** Where the truth is missing, when a reason says no more than that it is; null otherwise. */
export function lostWhere(reason: string): string | null {
  return /^It is not known what became of (.+?)\.?$/.exec(oneLine(reason))?.[1] ?? null;
}

/** The engine's reasons begin with the step's title; the step is named already. */
function afterTitle(reason: string, title: string): string {
  if (!reason.startsWith(title)) return reason;
  return reason.slice(title.length).replace(/^( failed)?[:.]?\s*/, '');
}

function causeWithStep(cause: HoldCause, step: string): string {
  switch (cause) {
    case 'step-failed':
      return `step ${step} failed`;
    case 'step-indeterminate':
      return `the outcome of ${step} is unknown`;
    case 'no-go':
      return `no-go at ${step}`;
    case 'deadline':
      return `the deadline of ${step} passed`;
    case 'waiting-for-person':
      return `${step} needs a person`;
    default:
      return `${holdWords(cause)} at ${step}`;
  }
}

function ended(actor: Actor, how: string, data: { closureCode: string; reason: string | null }): string {
  return `${whoDid(actor, `${how} the run`, `run ${how}`)} as ${data.closureCode}${because(data.reason)}`;
}

function distance(data: { windowStart: number; windowEnd: number; now: number }): string {
  if (data.now < data.windowStart) return `${durationText(data.windowStart - data.now)} before the window opens`;
  return `${durationText(data.now - data.windowEnd)} after the window closed`;
}

function spokenFor(answers: AnswersGiven | undefined): string {
  if (answers === undefined) return '';
  return `; ${answersWords({ ...answers, given: Object.keys(answers.given).length })}`;
}

export const runSentences: Sentences<RunEventType> = {
  'run.created': ({ actor, data }) => {
    const speed = data.mode === 'rehearsal' && data.speed !== 1 ? ` at ${data.speed}× speed` : '';
    const faults = data.faults.length === 0 ? '' : `, with ${plural(data.faults.length, 'planted fault')}`;
    const where = data.plan.environment === undefined ? '' : ` for ${data.plan.environment.key}`;
    const size = `${plural(data.plan.steps.length, 'step')} on ${plural(data.plan.targets.length, 'target')}`;
    const what = `${data.mode} run of ${data.document.key} revision ${data.document.revision}${where}, ${size}${speed}${faults}${spokenFor(data.answers)}`;
    return { sentence: whoDid(actor, `created the ${what}`, `${what}, created`), tone: toneOf(actor, 'plain') };
  },
  'run.armed': ({ actor }) => ({ sentence: whoDid(actor, 'armed the run', 'run armed'), tone: toneOf(actor, 'plain') }),
  'run.outside-window': ({ data }) => ({ sentence: `started outside the window: ${distance(data)}`, tone: 'bad' }),
  'run.started': ({ actor, data }) => {
    const from = data.t0From === 'window' ? 'T0 is the start of the window' : 'T0 is now';
    return { sentence: `${whoDid(actor, 'started the run', 'run started')}; ${from}`, tone: toneOf(actor, 'plain') };
  },
  'run.rebased': ({ actor, data }, voice) => {
    const way = data.to > data.from ? 'later' : 'earlier';
    const far = `${durationText(Math.abs(data.to - data.from))} ${way}, to ${voice.clock(data.to)}`;
    return {
      sentence: `${whoDid(actor, `set T0 ${far}`, `T0 is ${far}`)}${because(data.reason)}`,
      tone: toneOf(actor, 'plain'),
    };
  },
  'run.held': ({ actor, data }, voice) => {
    if (data.cause === 'person') {
      return { sentence: `${whoDid(actor, 'held the run', 'held')}${because(data.reason)}`, tone: 'person' };
    }
    return {
      sentence: `held: ${holdText(data, voice)}`,
      tone: holdTones[data.cause] ?? 'bad',
    };
  },
  'run.resumed': ({ actor, data }) => {
    const lifted = data.lifted.filter((cause) => cause !== 'person').map((cause) => holdWords(cause));
    const what = lifted.length === 0 ? '' : ` (lifted: ${lifted.join(', ')})`;
    return {
      sentence: `${whoDid(actor, 'resumed the run', 'run resumed')}${what}${because(data.reason)}`,
      tone: toneOf(actor, 'plain'),
    };
  },
  'run.abort-started': ({ actor, data }) => ({
    sentence: `${whoDid(actor, 'aborts the run', 'the run is being aborted')}, running work is stopped${because(data.reason)}`,
    tone: 'bad',
  }),
  'run.aborted': ({ actor, data }) => ({ sentence: ended(actor, 'aborted', data), tone: 'bad' }),
  'run.cancelled': ({ actor, data }) => ({ sentence: ended(actor, 'cancelled', data), tone: toneOf(actor, 'plain') }),
  'run.completed': ({ actor, data }) => {
    // Closed as proposed and nothing added: then Holdpoint's reason is the reason.
    const own = data.closureCode === data.proposedCode ? data.proposedBecause : null;
    const against =
      data.closureCode === data.proposedCode
        ? ''
        : ` (proposed was ${data.proposedCode}: ${oneLine(data.proposedBecause)})`;
    return {
      sentence: `${ended(actor, 'closed', { ...data, reason: data.reason ?? own })}${against}`,
      tone: data.closureCode === 'successful' || data.closureCode === 'successful-with-issues' ? 'good' : 'bad',
    };
  },
};
