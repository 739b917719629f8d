import { failed } from '../../../contract/errors.ts';
import { attributionOptions, type Call, type Verb } from './command-line.ts';
import { type Recorded, type Recording, recordCommand, recording } from './record.ts';
import { stepOfOption } from './step-word.ts';

export const decide: Verb = {
  name: 'decide',
  usage: 'RUN --what TEXT',
  summary: 'record a decision: what, between which options, by whom',
  words: [1, 1],
  options: {
    what: { type: 'string', value: 'TEXT', help: 'what was decided about' },
    option: { type: 'string', value: 'TEXT', multiple: true, help: 'something that could be chosen' },
    chosen: { type: 'string', value: 'TEXT', help: 'what was chosen' },
    who: { type: 'string', value: 'NAME', multiple: true, help: 'who decided' },
    reason: { type: 'string', value: 'TEXT', help: 'why' },
    step: { type: 'string', value: 'STEP', help: 'about this step' },
    ...attributionOptions,
  },
  notes: ['It is written down and changes nothing else: Go, skip or hold are acts of their own.'],
  examples: [
    "decide latest --what 'Go on without the second data centre' --option 'go on' --option 'back out' --chosen 'go on' --who 'Anna Berg' --who 'Robin Meyer' --reason 'DC 2 is a cold standby' --via phone --at 22:41",
  ],
  run: (call) => recording(call, (about) => recordDecision(call, about), { isWord: true }),
};

async function recordDecision({ options }: Call, about: Recording): Promise<Recorded> {
  const what = options.text('what')?.trim();
  if (what === undefined || what === '') return failed('invalid-input', 'Say what was decided: --what TEXT');
  const step = stepOfOption(options.text('step'), about.view);
  if (!step.ok) return step;
  const chosen = options.text('chosen');
  const reason = options.text('reason');
  return recordCommand(about, {
    type: 'decide',
    what,
    options: [...options.list('option')],
    decidedBy: [...options.list('who')],
    ...(chosen === undefined ? {} : { chosen }),
    ...(reason === undefined ? {} : { reason }),
    ...(step.value === undefined ? {} : { stepId: step.value }),
  });
}
