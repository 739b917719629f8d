import { because, type Sentences, type Tone } from './voice.ts';

const tones: Readonly<Record<string, Tone>> = { successful: 'good', failed: 'bad', inconclusive: 'unknown' };

/** An inconclusive answer says nothing about what was asked, and is never put as a failure. */
const words: Readonly<Record<string, string>> = {
  successful: 'is successful again',
  failed: 'failed',
  inconclusive: 'cannot be told any more',
};

export const probeSentences: Sentences<'probe.changed'> = {
  'probe.changed': ({ data }) => ({
    sentence: `probe ${data.probe} on ${data.target} ${words[data.verdict]}${because(data.reason)}`,
    tone: tones[data.verdict] ?? 'plain',
  }),
};
