import type { EventType } from '../../../contract/events.ts';
import { evidenceValueText } from './person-sentences.ts';
import { because, oneLine, plural, type Sentences, whoDid } from './voice.ts';

/** Passes over stored checklists: all acts of people. */
export const checklistSentences: Sentences<Extract<EventType, `checklist.${string}`>> = {
  'checklist.opened': ({ actor, data }) => {
    const what = `“${oneLine(data.title)}”, ${plural(data.items.length, 'item')}, revision ${data.document.revision}`;
    const forWhat = data.subject === null ? '' : ` for ${oneLine(data.subject.text)}`;
    const t0 = data.t0 === null ? '' : `, T0 ${utcMoment(data.t0)}`;
    return { sentence: `${whoDid(actor, `opened ${what}`, `${what} opened`)}${forWhat}${t0}`, tone: 'person' };
  },
  'checklist.item-ticked': ({ actor, data }, voice) => {
    const item = `“${voice.passItem(data.itemId)}”`;
    return { sentence: `${whoDid(actor, `ticked ${item}`, `${item} ticked`)}${because(data.note)}`, tone: 'person' };
  },
  'checklist.item-unticked': ({ actor, data }, voice) => {
    const item = `“${voice.passItem(data.itemId)}”`;
    const who = whoDid(actor, `took back the tick at ${item}`, `${item} unticked`);
    return { sentence: `${who}${because(data.reason)}`, tone: 'person' };
  },
  'checklist.item-skipped': ({ actor, data }, voice) => {
    const item = `“${voice.passItem(data.itemId)}”`;
    return {
      sentence: `${whoDid(actor, `skipped ${item}`, `${item} skipped`)}${because(data.reason)}`,
      tone: 'person',
    };
  },
  'checklist.item-unskipped': ({ actor, data }, voice) => {
    const item = `“${voice.passItem(data.itemId)}”`;
    const who = whoDid(actor, `took back the skip of ${item}`, `${item} no longer skipped`);
    return { sentence: `${who}${because(data.reason)}`, tone: 'person' };
  },
  'checklist.evidence-attached': ({ actor, data }, voice) => {
    const what = `“${evidenceValueText(data.value)}” to “${voice.passItem(data.itemId)}”`;
    return {
      sentence: `${whoDid(actor, `attached ${what}`, `${what} attached`)}${because(data.note)}`,
      tone: 'person',
    };
  },
  'checklist.note-added': ({ actor, data }, voice) => {
    const at = data.itemId === null ? '' : ` at “${voice.passItem(data.itemId)}”`;
    return { sentence: `${whoDid(actor, 'noted', 'noted')}${at}: ${oneLine(data.text)}`, tone: 'person' };
  },
  'checklist.rebased': ({ actor, data }) => {
    const from = data.from === null ? '' : ` from ${utcMoment(data.from)}`;
    const what = `T0${from} to ${utcMoment(data.to)}`;
    return { sentence: `${whoDid(actor, `moved ${what}`, `${what} moved`)}${because(data.reason)}`, tone: 'person' };
  },
  'checklist.closed': ({ actor, data }) => {
    const open = data.open.length === 0 ? '' : ` with ${plural(data.open.length, 'item')} open`;
    const tone = data.open.length === 0 ? 'person' : 'bad';
    return { sentence: `${whoDid(actor, 'closed the pass', 'pass closed')}${open}${because(data.reason)}`, tone };
  },
};

function utcMoment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
