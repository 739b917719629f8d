import type { EventType } from '../../../contract/events.ts';
import { durationText } from './duration.ts';
import { oneLine, type Sentences, toneOf, whoDid } from './voice.ts';

export const terminalSentences: Sentences<Extract<EventType, `terminal.${string}`>> = {
  'terminal.opened': ({ actor, data }) => {
    const what = `a terminal on ${data.target}: ${oneLine(data.reason)}`;
    return { sentence: whoDid(actor, `opened ${what}`, `opened ${what}`), tone: toneOf(actor, 'plain') };
  },
  'terminal.closed': ({ data }) => {
    const { recording } = data;
    const kept =
      recording === null
        ? 'Nothing of it is kept.'
        : `Recorded: ${recording.bytes} bytes, SHA-256 ${recording.sha256.slice(0, 12)}…${recording.complete ? '' : `; incomplete: ${oneLine(recording.gap ?? 'its end is missing')}`}`;
    const sentence = `terminal on ${data.target} closed after ${durationText(data.durationMs)}. ${oneLine(data.reason)} ${kept}`;
    return { sentence, tone: recording?.complete === false ? 'unknown' : 'plain' };
  },
};
