import type { EventType } from '../../../contract/events.ts';
import { durationText } from './duration.ts';
import { because, oneLine, type Sentences, toneOf, whoDid } from './voice.ts';

type WorkspaceEventType = Extract<
  EventType,
  | `document.${string}`
  | `attachment.${string}`
  | `artifact.${string}`
  | `host-key.${string}`
  | `recorder.${string}`
  | `core.${string}`
  | `clock.${string}`
>;

const trustTexts = {
  person: '',
  'trust-new-hosts': ' (--trust-new-hosts)',
  'practice-range': ' (practice range)',
} as const;

export const workspaceSentences: Sentences<WorkspaceEventType> = {
  'document.saved': ({ actor, data }) => {
    const what = `${data.kind} ${data.key} revision ${data.revision}`;
    return {
      sentence: `${whoDid(actor, `saved ${what}`, `${what} saved`)}${because(data.reason)}`,
      tone: toneOf(actor, 'plain'),
    };
  },
  'document.linked': ({ actor, data }) => {
    const what = `${data.key} to the file ${oneLine(data.path)}`;
    return { sentence: whoDid(actor, `bound ${what}`, `${what} bound`), tone: toneOf(actor, 'plain') };
  },
  'document.unlinked': ({ actor, data }) => {
    const what = `${data.key} from the file ${oneLine(data.path)}`;
    return { sentence: whoDid(actor, `freed ${what}`, `${what} freed`), tone: toneOf(actor, 'plain') };
  },
  'document.file-written': ({ actor, data }) => {
    const what = `revision ${data.revision} of ${data.key} to ${oneLine(data.path)}`;
    return { sentence: whoDid(actor, `wrote ${what}`, `${what} written`), tone: toneOf(actor, 'plain') };
  },
  'attachment.stored': ({ actor, data }) => {
    const what = `file ${oneLine(data.name)} (${data.bytes} bytes, SHA-256 ${data.sha256.slice(0, 12)}…)`;
    return { sentence: whoDid(actor, `stored ${what}`, `${what} stored`), tone: toneOf(actor, 'plain') };
  },
  'artifact.shelved': ({ actor, data }) => {
    const what = `${oneLine(data.fileName)} on the shelf as ${oneLine(data.name)} (${data.bytes} bytes, SHA-256 ${data.sha256.slice(0, 12)}…)`;
    return { sentence: whoDid(actor, `put ${what}`, `${what} put`), tone: toneOf(actor, 'plain') };
  },
  'host-key.trusted': ({ actor, data }) => {
    const key = `the ${oneLine(data.keyType)} key of ${oneLine(data.host)}:${data.port}, ${oneLine(data.fingerprint)}`;
    const how = trustTexts[data.how];
    return { sentence: `${whoDid(actor, `accepted ${key}`, `accepted ${key}`)}${how}`, tone: toneOf(actor, 'plain') };
  },
  'recorder.adopted': ({ data }) => ({
    sentence: `events ${data.from} to ${data.to} were taken over from the flight recorder after a crash`,
    tone: 'unknown',
  }),
  'core.started': ({ data }) => ({
    sentence: `Holdpoint ${oneLine(data.version)} started (${oneLine(data.host)}, process ${data.pid})`,
    tone: 'plain',
  }),
  'clock.jumped': ({ data }) => {
    if (data.cause === 'sleep') return { sentence: `this machine slept for ${durationText(data.ms)}`, tone: 'unknown' };
    const direction = data.ms < 0 ? 'back' : 'forward';
    return {
      sentence: `the clock of this machine stepped ${direction} by ${durationText(Math.abs(data.ms))}`,
      tone: 'unknown',
    };
  },
};
