import type { EventType } from '../../../contract/events.ts';
import type { EvidenceValue } from '../../../contract/evidence.ts';
import { because, oneLine, type Sentences, whoDid } from './voice.ts';

type PersonEventType = Extract<
  EventType,
  `item.${string}` | `criterion.${string}` | `approval.${string}` | 'evidence.attached' | 'message.sent' | 'note.added'
>;

/** A piece of evidence as text: the value itself, or the file's name, size and digest. */
export function evidenceValueText(value: EvidenceValue): string {
  switch (value.type) {
    case 'text':
      return oneLine(value.text);
    case 'number':
      return String(value.number);
    case 'link':
      return oneLine(value.url);
    case 'file':
      return `file ${oneLine(value.name)} (${value.bytes} bytes, SHA-256 ${value.sha256.slice(0, 12)}…)`;
  }
}

/** These are acts of people; should the software ever do one, the sentence says so in the passive. */
export const personSentences: Sentences<PersonEventType> = {
  'item.ticked': ({ actor, data }, voice) => {
    const item = `“${voice.itemText(data.stepId, data.itemId)}”`;
    const at = ` in ${voice.step(data.stepId)}${because(data.note)}`;
    return { sentence: `${whoDid(actor, `ticked ${item}`, `${item} ticked`)}${at}`, tone: 'person' };
  },
  'item.unticked': ({ actor, data }, voice) => {
    const item = `“${voice.itemText(data.stepId, data.itemId)}”`;
    const at = ` in ${voice.step(data.stepId)}${because(data.note)}`;
    return { sentence: `${whoDid(actor, `took back the tick at ${item}`, `${item} unticked`)}${at}`, tone: 'person' };
  },
  'criterion.met': ({ actor, data }, voice) => {
    const criterion = `“${voice.itemText(data.stepId, data.criterionId)}”`;
    const at = ` at ${voice.step(data.stepId)}${because(data.note)}`;
    return { sentence: `${whoDid(actor, `judged ${criterion} as met`, `${criterion} is met`)}${at}`, tone: 'person' };
  },
  'criterion.not-met': ({ actor, data }, voice) => {
    const criterion = `“${voice.itemText(data.stepId, data.criterionId)}”`;
    const at = ` at ${voice.step(data.stepId)}${because(data.note)}`;
    return {
      sentence: `${whoDid(actor, `judged ${criterion} as not met`, `${criterion} is not met`)}${at}`,
      tone: 'bad',
    };
  },
  'approval.given': ({ actor, data }, voice) => {
    const step = voice.step(data.stepId);
    const forRole = actor.role === data.role ? '' : ` as ${oneLine(data.role)}`;
    return {
      sentence: `${whoDid(actor, `approved ${step}`, `${step} approved`)}${forRole}${because(data.note)}`,
      tone: 'person',
    };
  },
  'approval.refused': ({ actor, data }, voice) => {
    const step = voice.step(data.stepId);
    const forRole = actor.role === data.role ? '' : ` as ${oneLine(data.role)}`;
    return {
      sentence: `${whoDid(actor, `said no-go to ${step}`, `${step} refused`)}${forRole}${because(data.reason)}`,
      tone: 'bad',
    };
  },
  'evidence.attached': ({ actor, data }, voice) => {
    const what = `“${voice.evidenceText(data.stepId, data.evidenceId)}”`;
    const value = `${evidenceValueText(data.value)}${data.note === null ? '' : ` (${oneLine(data.note)})`}`;
    const at = `at ${voice.step(data.stepId)}`;
    return {
      sentence: `${whoDid(actor, `gave evidence ${what}`, `evidence ${what} given`)} ${at}: ${value}`,
      tone: 'person',
    };
  },
  'message.sent': ({ actor, data }, voice) => {
    const step = voice.step(data.stepId);
    const by = data.channel === null ? '' : ` by ${oneLine(data.channel)}`;
    return {
      sentence: `${whoDid(actor, `sent ${step}`, `${step} was sent`)} to ${oneLine(data.to)}${by}`,
      tone: 'person',
    };
  },
  'note.added': ({ actor, data }, voice) => {
    const about = data.stepId === null ? '' : ` on ${voice.step(data.stepId)}`;
    return { sentence: `${whoDid(actor, `noted${about}`, `note${about}`)}: ${oneLine(data.text)}`, tone: 'person' };
  },
};
