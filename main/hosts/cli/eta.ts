import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { RunHeader } from '../../../contract/views.ts';
import { attributionOptions, type Call, type Verb } from './command-line.ts';
import { readMoment, readShift } from './moment-text.ts';
import { type Recorded, type Recording, recordCommand, recording } from './record.ts';
import { stepOfWord } from './step-word.ts';

export const eta: Verb = {
  name: 'eta',
  usage: 'RUN STEP TIME',
  summary: 'when a step will be over, as somebody says',
  words: [3, 3],
  options: { reason: { type: 'string', value: 'TEXT', help: 'why' }, ...attributionOptions },
  notes: [
    'TIME is from now (+20m, +1h30m), a time of day of the site (22:45, the closest one), 2026-11-28T22:45, or none to',
    'take the last word back. The projected end of the run follows at once.',
  ],
  examples: ["eta latest migrate +20m --by 'Robin Meyer' --via phone", 'eta latest migrate none'],
  run: (call) => recording(call, (about) => recordEta(call, about), { isWord: true }),
};

async function recordEta({ words, options }: Call, about: Recording): Promise<Recorded> {
  const [, word = '', time = ''] = words;
  const step = stepOfWord(word, about.view);
  if (!step.ok) return step;
  const endAt = etaOf(time, about.view.header);
  if (!endAt.ok) return endAt;
  const reason = options.text('reason');
  const why = reason === undefined ? {} : { reason };
  return recordCommand(about, { type: 'eta', stepId: step.value, endAt: endAt.value, ...why });
}

function etaOf(text: string, { timezone: zone, now }: RunHeader): Result<number | null> {
  if (text === 'none') return ok(null);
  const shifted = readShift(text, now);
  if (shifted !== null) return ok(shifted);
  const read = readMoment(text, { zone, base: now, which: 'closest' });
  if (read.ok) return read;
  return failed('invalid-input', `${text} is no ETA: say +20m, 22:45, 2026-11-28T22:45 or none.`);
}
