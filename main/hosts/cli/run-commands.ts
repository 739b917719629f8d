import { failed } from '../../../contract/errors.ts';
import { type ClosureCode, closureCodeSchema, closureCodes } from '../../../contract/events.ts';
import { stepIdSchema } from '../../../contract/ids.ts';
import { attributionOptions, type Call, type OptionSpec, type Verb } from './command-line.ts';
import { isAtWork } from './driver.ts';
import { exitCodes } from './exit-codes.ts';
import { type Recorded, type Recording, recordCommand, recording } from './record.ts';
import { asks } from './rest-text.ts';

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

export const close: Verb = {
  name: 'close',
  usage: 'RUN',
  summary: 'close a finished run with its closure code',
  words: [1, 1],
  options: {
    code: { type: 'string', value: 'CODE', help: `${closureCodes.join(', ')} (else the proposed one)` },
    note: { type: 'string', value: 'TEXT', help: 'what is to be said about it' },
    outage: { type: 'string', value: 'MINUTES', help: 'the actual outage' },
    issues: { type: 'string', value: 'TEXT', help: 'issues left open' },
    ...attributionOptions,
  },
  examples: ['close latest', "close latest --code successful-with-issues --outage 12 --issues 'PRB0042 open'"],
  run: (call) => recording(call, (about) => recordClose(call, about)),
};

async function recordClose({ options }: Call, about: Recording): Promise<Recorded> {
  const code = closureCodeSchema.optional().safeParse(options.text('code'));
  if (!code.success) return failed('invalid-input', `--code is one of ${closureCodes.join(', ')}.`);
  const minutes = options.text('outage');
  if (minutes !== undefined && !/^\d+(\.\d+)?$/.test(minutes))
    return failed('invalid-input', '--outage is a number of minutes.');
  const closed = await recordCommand(about, {
    type: 'close',
    ...closing(code.data, options.text('note')),
    ...extras(minutes, options.text('issues')),
  });
  if (closed.ok || closed.problem.details !== undefined) return closed;
  const open = about.view.steps.filter((step) => asks(step) || isAtWork(step));
  const details = open.map((step) => `${step.id}: ${step.need?.what ?? step.state}`);
  return details.length === 0 ? closed : failed(closed.problem.code, closed.problem.message, { details });
}

function closing(closureCode: ClosureCode | undefined, note: string | undefined) {
  return { ...(closureCode === undefined ? {} : { closureCode }), ...(note === undefined ? {} : { note }) };
}

function extras(minutes: string | undefined, openIssues: string | undefined) {
  return {
    ...(minutes === undefined ? {} : { actualOutageMs: Math.round(Number(minutes) * 60_000) }),
    ...(openIssues === undefined ? {} : { openIssues }),
  };
}

export const note: Verb = {
  name: 'note',
  usage: 'RUN TEXT',
  summary: 'write a note into the log',
  words: [2, 2],
  options: { step: { type: 'string', value: 'STEP', help: 'about this step' }, ...attributionOptions },
  examples: ["note latest 'Network team sees retransmits' --step drain --by 'Ben Okafor' --via phone --at 22:41"],
  run: (call) =>
    recording(call, async (about) => {
      const stepId = stepIdSchema.optional().safeParse(call.options.text('step'));
      if (!stepId.success) return failed('not-found', `There is no step ${call.options.text('step')}.`);
      const text = call.words[1] ?? '';
      return recordCommand(about, {
        type: 'note',
        text,
        ...(stepId.data === undefined ? {} : { stepId: stepId.data }),
      });
    }),
};
