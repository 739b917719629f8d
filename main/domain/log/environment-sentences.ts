import type { EventType } from '../../../contract/events.ts';
import { evidenceValueText } from './person-sentences.ts';
import { because, oneLine, type Sentences, toneOf, whoDid } from './voice.ts';

export const environmentSentences: Sentences<Extract<EventType, `environment.${string}`>> = {
  'environment.checked': ({ actor, data }) => {
    const which = data.selector === null ? '' : ` where ${oneLine(data.selector)}`;
    const what = `${oneLine(data.key)}, ${data.targets} ${data.targets === 1 ? 'target' : 'targets'}${which}`;
    const found = `${data.bad} bad, ${data.warning + data.unknown} to look at, ${data.good} good`;
    const end = data.isCancelled ? ', cancelled before its end' : '';
    const sentence = `${whoDid(actor, `checked ${what}`, `${what} checked`)}${end}: ${found}`;
    return { sentence, tone: data.bad > 0 ? 'bad' : toneOf(actor, 'plain') };
  },
  'environment.item-changed': ({ actor, data }) => {
    const what = `“${oneLine(data.text)}” of ${oneLine(data.key)}`;
    const said = data.state === 'needed' ? `said that ${what} is needed again` : `said that ${what} is ${data.state}`;
    const evidence = data.evidence === null ? '' : `, evidence: ${evidenceValueText(data.evidence)}`;
    const sentence = `${whoDid(actor, said, `${what}: ${data.state}`)}${evidence}${because(data.note)}`;
    return { sentence, tone: toneOf(actor, 'plain') };
  },
};
