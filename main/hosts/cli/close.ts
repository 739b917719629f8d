import { readDuration } from '../../../contract/documents/duration.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import { type ClosureCode, closureCodeSchema, closureCodes } from '../../../contract/events.ts';
import type { RunView } from '../../../contract/views.ts';
import { attributionOptions, type Call, type Verb } from './command-line.ts';
import { isAtWork } from './driver.ts';
import { readMoment } from './moment-text.ts';
import { type Recorded, type Recording, recordCommand, recording } from './record.ts';
import { asks } from './rest-text.ts';
import { harmless } from './terminal.ts';

export const close: Verb = {
  name: 'close',
  usage: 'RUN',
  summary: 'close a finished run with its closure code',
  words: [1, 1],
  options: {
    code: { type: 'string', value: 'CODE', help: `${closureCodes.join(', ')} (else the proposed one)` },
    note: { type: 'string', value: 'TEXT', help: 'what is to be said about it' },
    outage: { type: 'string', value: 'TIME', help: 'the actual outage: 25m, 1h10m, or a number of minutes' },
    issues: { type: 'string', value: 'TEXT', help: 'issues left open (else those that are open in the run)' },
    'hypercare-until': {
      type: 'string',
      value: 'TIME',
      help: 'until when it is watched: 2026-12-05T18:00 (site time)',
    },
    ...attributionOptions,
  },
  notes: ['At a terminal, and with none of these said, it asks for them one by one; Enter takes what it proposes.'],
  examples: [
    'close latest',
    "close latest --code successful-with-issues --outage 25m --issues 'PRB0042 open' --hypercare-until 2026-12-05T18:00",
  ],
  run: (call) => recording(call, (about) => recordClose(call, about)),
};

interface Said {
  readonly code: string | undefined;
  readonly outage: string | undefined;
  readonly issues: string | undefined;
  readonly hypercare: string | undefined;
}

async function recordClose(call: Call, about: Recording): Promise<Recorded> {
  const said = await whatIsSaid(call, about.view);
  if (said === null) return failed('refused', 'Nothing was closed: no answer came.');
  const closing = closingOf(said, about.view);
  if (!closing.ok) return closing;
  const note = call.options.text('note');
  const closed = await recordCommand(about, {
    type: 'close',
    ...closing.value,
    ...(note === undefined ? {} : { note }),
  });
  if (closed.ok || closed.problem.details !== undefined) return closed;
  const open = about.view.steps.filter((step) => asks(step) || isAtWork(step));
  const details = open.map((step) => `${step.id}: ${step.need?.what ?? step.state}`);
  return details.length === 0 ? closed : failed(closed.problem.code, closed.problem.message, { details });
}

/** Null = it was asked, and nobody answered. */
async function whatIsSaid(call: Call, { header }: RunView): Promise<Said | null> {
  const { options, terminal } = call;
  const said = {
    code: options.text('code'),
    outage: options.text('outage'),
    issues: options.text('issues'),
    hypercare: options.text('hypercare-until'),
  };
  const isSaid = Object.values(said).some((one) => one !== undefined);
  const proposed = header.proposedClosure;
  if (isSaid || !terminal.isInteractive || proposed === null) return said;
  terminal.err(harmless(`Proposed: ${proposed.code} (${proposed.because})`));
  const answers: (string | undefined)[] = [];
  for (const question of [
    `Closure code [${proposed.code}]: `,
    'Actual outage, such as 25m [none said]: ',
    'Issues left open [those of the run]: ',
    'Hypercare until, such as 2026-12-05T18:00 [none said]: ',
  ]) {
    const answer = await terminal.ask(question);
    if (answer === null) return null;
    answers.push(answer.trim() === '' ? undefined : answer.trim());
  }
  const [code, outage, issues, hypercare] = answers;
  return { code, outage, issues, hypercare };
}

interface Closing {
  readonly closureCode?: ClosureCode;
  readonly actualOutageMs?: number;
  readonly openIssues?: string;
  readonly hypercareUntil?: number;
}

function closingOf(said: Said, { header }: RunView): Result<Closing> {
  const code = closureCodeSchema.optional().safeParse(said.code);
  if (!code.success) return failed('invalid-input', `--code is one of ${closureCodes.join(', ')}.`);
  const outage = outageOf(said.outage);
  if (outage === null)
    return failed('invalid-input', '--outage is a time such as 25m or 1h10m, or a number of minutes.');
  const hypercare = said.hypercare === undefined ? ok(undefined) : untilOf(said.hypercare, header.timezone, header.now);
  if (!hypercare.ok) return hypercare;
  return ok({
    ...(code.data === undefined ? {} : { closureCode: code.data }),
    ...(outage === undefined ? {} : { actualOutageMs: outage }),
    ...(said.issues === undefined ? {} : { openIssues: said.issues }),
    ...(hypercare.value === undefined ? {} : { hypercareUntil: hypercare.value }),
  });
}

function outageOf(text: string | undefined): number | undefined | null {
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * 60_000);
  return readDuration(text) ?? null;
}

function untilOf(text: string, zone: string, now: number): Result<number> {
  const read = readMoment(text, { zone, base: now, which: 'next' });
  if (!read.ok) return failed('invalid-input', `--hypercare-until ${text}: ${read.problem.message}`);
  return read.value > now ? read : failed('invalid-input', '--hypercare-until lies in the past.');
}
