import type { EventType } from '../../../contract/events.ts';
import { because, oneLine, plural, type Sentences, type Tone, toneOf, type Voice, whoDid } from './voice.ts';

type ChairEventType = Extract<
  EventType,
  `issue.${string}` | `decision.${string}` | `update.${string}` | `preflight.${string}`
>;

const preflightTones: Readonly<Record<'green' | 'amber' | 'red', Tone>> = {
  green: 'good',
  amber: 'person',
  red: 'bad',
};

/** What the chair writes down beside the run, and whether it could start. */
export const chairSentences: Sentences<ChairEventType> = {
  'decision.recorded': ({ actor, data }, voice) => {
    const of = data.options.length === 0 ? '' : ` (options: ${data.options.map(oneLine).join('; ')})`;
    const chosen = data.chosen === null ? '' : `, chosen: ${oneLine(data.chosen)}`;
    const by = data.decidedBy.length === 0 ? '' : `, decided by ${data.decidedBy.map(oneLine).join(', ')}`;
    const what = `${about(data.stepId, voice)}: ${oneLine(data.what)}${of}${chosen}${by}${because(data.reason)}`;
    return { sentence: `${whoDid(actor, 'recorded a decision', 'decision')}${what}`, tone: 'person' };
  },
  'issue.raised': ({ actor, data }, voice) => {
    const what = `${data.severity} issue ${data.issueId}${about(data.stepId, voice)}`;
    const text = `: ${oneLine(data.text)}${fieldsText(data)}`;
    const isGrave = data.severity === 'high' || data.severity === 'critical';
    const tone = isGrave ? 'bad' : toneOf(actor, 'plain');
    return { sentence: `${whoDid(actor, `raised ${what}`, `${what} raised`)}${text}`, tone };
  },
  'issue.changed': ({ actor, data }, voice) => {
    const what = `${data.issueId}${about(data.stepId, voice)}, ${data.severity} now`;
    const text = `: ${oneLine(data.text)}${fieldsText(data)}`;
    return { sentence: `${whoDid(actor, `changed issue ${what}`, `issue ${what}`)}${text}`, tone: 'person' };
  },
  'issue.resolved': ({ actor, data }) => ({
    sentence: `${whoDid(actor, `resolved issue ${data.issueId}`, `issue ${data.issueId} resolved`)}${because(data.resolution)}`,
    tone: 'good',
  }),
  'issue.reopened': ({ actor, data }) => ({
    sentence: `${whoDid(actor, `reopened issue ${data.issueId}`, `issue ${data.issueId} reopened`)}${because(data.reason)}`,
    tone: 'bad',
  }),
  'update.given': ({ actor, data }, voice) => {
    const next = data.nextDueAt === null ? '' : `; next due ${voice.clock(data.nextDueAt)}`;
    const what = `${data.rag} update`;
    return {
      sentence: `${whoDid(actor, `gave the ${what}`, `${what} given`)}${because(data.because).replace(/\.$/, '')}${next}`,
      tone: 'person',
    };
  },
  'preflight.finished': ({ actor, data }) => {
    const count = (verdicts: readonly string[]) =>
      data.checks.filter((check) => verdicts.includes(check.verdict)).length;
    const bad = count(['bad', 'unknown']);
    const warnings = count(['warning']);
    const found = `${plural(data.checks.length, 'check')}, ${bad} bad or unknown, ${plural(warnings, 'warning')}`;
    const what = whoDid(actor, 'ran the preflight', 'preflight');
    return { sentence: `${what}: ${data.verdict}, ${found}`, tone: preflightTones[data.verdict] };
  },
  'preflight.accepted': ({ actor, data }) => {
    const what = whoDid(actor, 'starts in spite of the preflight', 'started in spite of the preflight');
    const lacks = data.lacks.length === 0 ? '' : ` (${data.lacks.map(oneLine).join(' ')})`;
    return { sentence: `${what}${because(data.reason)}${lacks}`, tone: toneOf(actor, 'bad') };
  },
};

function about(stepId: string | null, voice: Voice): string {
  return stepId === null ? '' : ` on ${voice.step(stepId)}`;
}

type Fields = Readonly<Record<'owner' | 'workaround' | 'reference' | 'decision', string | null>>;

function fieldsText(data: Fields): string {
  const fields: readonly (keyof Fields)[] = ['owner', 'workaround', 'reference', 'decision'];
  const said = fields.flatMap((field) => (data[field] === null ? [] : [`${field}: ${oneLine(data[field])}`]));
  return said.length === 0 ? '' : ` (${said.join('; ')})`;
}
