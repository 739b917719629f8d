import type { AttemptOutcome, EventData, EventType } from '../../../contract/events.ts';
import { durationText } from './duration.ts';
import { because, oneLine, type Sentences, type Tone, type Voice, whoDid } from './voice.ts';

type AttemptEventType = Extract<EventType, `attempt.${string}` | 'check.finished'>;
type Finished = EventData<'attempt.finished'>;

const outcomeTones: Record<AttemptOutcome, Tone> = {
  succeeded: 'good',
  failed: 'bad',
  'timed-out': 'bad',
  cancelled: 'plain',
  'not-started': 'plain',
  indeterminate: 'unknown',
};

/** `attempt 2 of drain on web-07`; the first attempt is not counted out. */
function attemptText(data: { stepId: string; target: string; attempt: number }, voice: Voice): string {
  const what = `${voice.step(data.stepId)} on ${data.target}`;
  return data.attempt === 1 ? what : `attempt ${data.attempt} of ${what}`;
}

/** How an attempt ended, as it is said everywhere: `failed: exit 42 after 30.2 s`. */
export function outcomeText(data: Pick<Finished, 'outcome' | 'exitCode' | 'signal' | 'durationMs' | 'reason'>): string {
  const after = `after ${durationText(data.durationMs)}`;
  switch (data.outcome) {
    case 'succeeded':
      return `succeeded ${after}`;
    case 'failed':
      return `failed: ${timed(failureText(data), after)}${reasonBeside(data)}`;
    case 'timed-out':
      return `timed out ${after}${because(data.reason)}`;
    case 'cancelled':
      return `was cancelled ${after}${because(data.reason)}`;
    case 'not-started':
      return `never started${because(data.reason)}`;
    case 'indeterminate':
      return `has an unknown outcome${because(data.reason)}`;
  }
}

/** A whole sentence ends before its time is told. */
function timed(what: string, after: string): string {
  return /[.!?]$/.test(what) ? `${what.replace(/\.$/, '')} (${after})` : `${what} ${after}`;
}

/** What a limit left out is never silent. */
function leftOutText(streams: Finished['streams']): string {
  const left = Object.entries(streams).flatMap(([name, { leftOut = [] }]) => {
    const bytes = leftOut.reduce((sum, gap) => sum + gap.bytes, 0);
    return bytes === 0 ? [] : [`${bytes} bytes of ${name}`];
  });
  return left.length === 0 ? '' : `; its outputLimit left out ${left.join(' and ')}`;
}

function failureText(data: Pick<Finished, 'exitCode' | 'signal' | 'reason'>): string {
  if (data.signal !== null) return `signal ${oneLine(data.signal)}`;
  if (data.exitCode !== null) return `exit ${data.exitCode}`;
  return data.reason === null ? 'no exit code' : oneLine(data.reason);
}

/** The reason, unless it was already said or says no more than the exit code. */
function reasonBeside(data: Pick<Finished, 'exitCode' | 'signal' | 'reason'>): string {
  if (data.reason === null || (data.exitCode === null && data.signal === null)) return '';
  const reason = oneLine(data.reason);
  return /^exit(ed)?( code| with)?:? ?-?\d+\.?$/i.test(reason) ? '' : ` (${reason})`;
}

const checkNames: Record<EventData<'check.finished'>['purpose'], string> = {
  verify: 'verification',
  'skip-when-done': 'check before the first try',
  reconcile: 'check of an unknown outcome',
  'before-retry': 'check before the retry',
};
const answerTexts: Record<EventData<'check.finished'>['answer'], string> = {
  holds: 'holds',
  'does-not-hold': 'does not hold',
  'cannot-tell': 'cannot tell',
};

function checkTone(data: EventData<'check.finished'>): Tone {
  if (data.answer === 'holds') return 'good';
  if (data.answer === 'cannot-tell') return 'unknown';
  return data.purpose === 'verify' ? 'bad' : 'plain';
}

export const attemptSentences: Sentences<AttemptEventType> = {
  'attempt.started': ({ data }, voice) => ({ sentence: `${attemptText(data, voice)} starts`, tone: 'plain' }),
  'attempt.sent': ({ data }, voice) => ({
    sentence: `${attemptText(data, voice)} was sent`,
    tone: 'plain',
  }),
  'attempt.lost-contact': ({ data }, voice) => ({
    sentence: `lost contact during ${attemptText(data, voice)}${because(data.reason)}`,
    tone: 'unknown',
  }),
  'attempt.regained-contact': ({ data }, voice) => ({
    sentence: `regained contact with ${data.target}; ${attemptText(data, voice)} is followed again`,
    tone: 'plain',
  }),
  'attempt.finished': ({ data }, voice) => ({
    sentence: `${attemptText(data, voice)} ${outcomeText(data)}${leftOutText(data.streams)}`,
    tone: outcomeTones[data.outcome],
  }),
  'attempt.retry-due': ({ data }, voice) => ({
    sentence: `the delay before the next try of ${voice.step(data.stepId)} on ${data.target} is over`,
    tone: 'plain',
  }),
  'attempt.reopened': ({ actor, data }, voice) => {
    const what = attemptText(data, voice);
    return {
      sentence: whoDid(
        actor,
        `asked ${data.target} again about ${what}`,
        `${data.target} is asked again about ${what}`,
      ),
      tone: 'unknown',
    };
  },
  'check.finished': ({ data }, voice) => {
    const exit = data.exitCode === null ? '' : ` (exit ${data.exitCode} after ${durationText(data.durationMs)})`;
    const what = `${checkNames[data.purpose]} of ${voice.step(data.stepId)} on ${data.target}`;
    return { sentence: `${what}: ${answerTexts[data.answer]}${exit}${because(data.reason)}`, tone: checkTone(data) };
  },
};
