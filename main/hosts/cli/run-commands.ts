import { failed } from '../../../contract/errors.ts';
import { stepIdSchema } from '../../../contract/ids.ts';
import { attributionOptions, type Call, type OptionSpec, type Verb } from './command-line.ts';
import { exitCodes } from './exit-codes.ts';
import { type Recorded, type Recording, recordCommand, recording } from './record.ts';

const reasonOption: Readonly<Record<string, OptionSpec>> = {
  reason: { type: 'string', value: 'TEXT', help: 'why' },
};

export const hold: Verb = {
  name: 'hold',
  usage: 'RUN',
  summary: 'start nothing new; running work goes on',
  words: [1, 1],
  options: { ...reasonOption, ...attributionOptions },
  examples: ["hold latest --reason 'Database lead is looking at replication'"],
  run: (call) =>
    recording(call, (about) => {
      const reason = call.options.text('reason');
      return recordCommand(about, { type: 'hold', ...(reason === undefined ? {} : { reason }) });
    }),
};

export const abort: Verb = {
  name: 'abort',
  usage: 'RUN --reason TEXT',
  summary: 'stop: terminate running work, no backout',
  words: [1, 1],
  options: { ...reasonOption, ...attributionOptions },
  examples: ["abort latest --reason 'Storage is gone; the window is over' --by 'Anna Berg'"],
  run: (call) => withReason(call, (about, reason) => recordCommand(about, { type: 'abort', reason })),
};

export const cancel: Verb = {
  name: 'cancel',
  usage: 'RUN --reason TEXT',
  summary: 'stop before the start',
  words: [1, 1],
  options: { ...reasonOption, ...attributionOptions },
  examples: ["cancel latest --reason 'The change was postponed'"],
  run: (call) => withReason(call, (about, reason) => recordCommand(about, { type: 'cancel', reason })),
};

async function withReason(call: Call, record: (about: Recording, reason: string) => Promise<Recorded>) {
  const reason = call.options.text('reason');
  if (reason === undefined || reason.trim() === '') {
    call.terminal.err('This needs a reason, for everybody who reads the log: --reason TEXT');
    return exitCodes.usage;
  }
  return recording(call, (about) => record(about, reason));
}

export const note: Verb = {
  name: 'note',
  usage: 'RUN TEXT…',
  summary: 'write a note into the log',
  words: [2, 500],
  options: { step: { type: 'string', value: 'STEP', help: 'about this step' }, ...attributionOptions },
  examples: ["note latest 'Network team sees retransmits' --step drain --by 'Ben Okafor' --via phone --at 22:41"],
  run: (call) =>
    recording(
      call,
      async (about) => {
        const stepId = stepIdSchema.optional().safeParse(call.options.text('step'));
        if (!stepId.success) return failed('not-found', `There is no step ${call.options.text('step')}.`);
        const text = call.words.slice(1).join(' ');
        return recordCommand(about, {
          type: 'note',
          text,
          ...(stepId.data === undefined ? {} : { stepId: stepId.data }),
        });
      },
      { isWord: true },
    ),
};
