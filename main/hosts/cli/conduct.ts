import type { Attribution } from '../../../contract/actor.ts';
import { holdWords } from '../../../contract/hold-words.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { RunHeader, StepView } from '../../../contract/views.ts';
import type { Access } from './access.ts';
import type { Answers } from './answers.ts';
import { suggested } from './command-name.ts';
import { type DriveEnd, driveRun, isAtWork } from './driver.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { followRun, type LiveRun } from './live-run.ts';
import { Narrator, streamEvents } from './narrator.ts';
import { reportProblem } from './problem-text.ts';
import { asks, detailsOf, waysOn } from './rest-text.ts';
import { viewOf } from './run-choice.ts';
import { harmless, type Terminal } from './terminal.ts';

export interface Conducting {
  readonly access: Access;
  readonly terminal: Terminal;
  readonly runId: RunId;
  readonly isJson: boolean;
  readonly go: boolean;
  readonly answers: Answers;
  readonly caller: Attribution;
  /** Entries up to this one were told by an earlier command. */
  readonly afterSeq: number;
  /** Starts or resumes the run, once it is being followed. */
  readonly begin: () => Promise<
    { readonly ok: true; readonly seq: number } | { readonly ok: false; readonly exit: ExitCode }
  >;
}

/** Follows a run to its end or its rest, telling it, and leaves it in order: the body of `run` and `resume`. */
export async function conduct(order: Conducting): Promise<ExitCode> {
  const { access, terminal, runId, isJson } = order;
  const view = await viewOf(access.client, runId, 500);
  if (!view.ok) return reportProblem(terminal, view.problem);
  const narrator = new Narrator({ terminal, client: access.client, header: view.value.header, isJson });
  const events = isJson ? streamEvents(access.client, runId, terminal) : null;
  const live = followRun(runId, {
    client: access.client,
    view: view.value,
    afterSeq: order.afterSeq,
    listener: {
      entry: (entry) => narrator.entry(entry),
      header: (header) => narrator.header(header),
      problem: (message) => narrator.say(message),
    },
  });
  const interruption = listenForInterrupt(order, narrator);
  const link = watchLink(order);
  try {
    const begun = await order.begin();
    if (!begun.ok) return begun.exit;
    const { client } = access;
    const { go, answers, caller } = order;
    const say = (text: string): void => narrator.say(text);
    const end = await driveRun({
      client,
      runId,
      live,
      afterSeq: begun.seq,
      go,
      answers,
      caller,
      isInterrupted: interruption.isOn,
      isElsewhere: access.isAttached,
      isLost: link.isLost,
      say,
    });
    await interruption.settled();
    await leave(order, end, live);
    await narrator.end();
    if (end.kind !== 'lost') await events?.caughtUp(live.header.lastSeq);
    return await conclude(order, end, live);
  } finally {
    interruption.stop();
    link.stop();
    await narrator.end();
    live.close();
    events?.close();
  }
}

const SAME_INTERRUPT_MS = 500;

/** First Ctrl-C: nothing new starts, running work is awaited. Second: leave at once. */
function listenForInterrupt({ access, runId, terminal }: Conducting, narrator: Narrator) {
  let first: number | null = null;
  let held: Promise<void> = Promise.resolve();
  const stop = terminal.onInterrupt(() => {
    const now = performance.now();
    // npm, the shell and the terminal may each deliver one Ctrl-C: within this time they are the same one.
    if (first !== null && now - first < SAME_INTERRUPT_MS) return;
    if (first === null) {
      first = now;
      if (access.isAttached) return;
      narrator.say('Stopping: nothing new starts, running work is awaited. Ctrl-C again leaves at once.');
      held = access.hold(runId, 'interrupted', 'The command line was interrupted.');
      return;
    }
    terminal.status(null);
    terminal.err(
      `Left at once. Detached work goes on on its targets; ask what became of it: ${suggested(`resume ${runId}`)}`,
    );
    process.exit(exitCodes.waiting);
  });
  return { isOn: () => first !== null, settled: () => held, stop };
}

/** A core restarts within this time, or is gone. */
const GONE_AFTER_MS = 5000;

function watchLink({ access }: Conducting) {
  let downSince: number | null = null;
  const stop = access.client.onConnection((state) => {
    downSince = state === 'connected' ? null : (downSince ?? performance.now());
  });
  return { isLost: () => downSince !== null && performance.now() - downSince > GONE_AFTER_MS, stop };
}

/** A run nobody drives any more is held, with the reason. One that is over, or driven by others, is left alone. */
async function leave({ access, runId }: Conducting, end: DriveEnd, live: LiveRun): Promise<void> {
  if (end.kind !== 'resting' || access.isAttached) return;
  const { header } = live;
  if (header.life !== 'running' || header.held.length > 0 || header.proposedClosure !== null) return;
  const names = live.steps.filter(asks).map((step) => step.title);
  const reason = names.length === 0 ? 'Nothing goes on without a person.' : `A person is needed: ${names.join('; ')}.`;
  await access.hold(runId, 'waiting-for-person', reason);
  if (live.header.held.length === 0) await live.changed(2000);
}

async function conclude(order: Conducting, end: DriveEnd, live: LiveRun): Promise<ExitCode> {
  const { header, steps } = live;
  const write = order.isJson ? order.terminal.err : order.terminal.out;
  if (end.kind === 'ended') return ended(header, write, order.terminal);
  if (end.kind === 'lost') return lost(header, write);
  const unknown = steps.filter((step) => step.state === 'indeterminate');
  const details = await detailsOf(order.access.client, order.runId, steps.filter(asks));
  for (const line of restLines(header, steps, { end, isAttached: order.access.isAttached })) write(harmless(line));
  const lines = waysOn(header, steps, details);
  if (lines.length > 0) write('To go on:');
  for (const line of lines) write(`  ${harmless(line)}`);
  return unknown.length > 0 ? exitCodes.indeterminate : exitCodes.waiting;
}

function ended(header: RunHeader, write: (line: string) => void, { colours }: Terminal): ExitCode {
  const code = header.closure?.code ?? header.life;
  const isGood = header.life === 'completed' && (code === 'successful' || code === 'successful-with-issues');
  const mode = header.mode === 'rehearsal' ? 'The rehearsal' : 'The run';
  write(colours.tone(isGood ? 'good' : 'bad', `${mode} ended: ${header.life}, ${code}.`));
  write(`The report: ${suggested(`report ${header.runId}`)}`);
  return isGood ? exitCodes.completed : exitCodes.endedOtherwise;
}

function lost(header: RunHeader, write: (line: string) => void): ExitCode {
  write('The Holdpoint that had this workspace is gone, and with it whoever drove this run. To go on:');
  write(`  ${suggested(`resume ${header.runId}`)}`);
  return exitCodes.waiting;
}

function restLines(
  header: RunHeader,
  steps: readonly StepView[],
  { end, isAttached }: { end: DriveEnd; isAttached: boolean },
): readonly string[] {
  const held = header.held.map((one) => `Held: ${one.reason ?? holdWords(one.cause)}`);
  const asked = steps
    .filter(asks)
    .map((step) => `  ${step.id} — ${step.title}: ${step.need?.what ?? step.stateReason ?? step.state}`);
  const closing =
    header.proposedClosure === null
      ? []
      : [`Every step is over. Proposed: ${header.proposedClosure.code} (${header.proposedClosure.because})`];
  const moving = end.kind === 'interrupted' && steps.some(isAtWork) ? ['Work still runs.'] : [];
  const elsewhere =
    isAttached && header.held.length === 0 ? ['The run goes on in the Holdpoint that has this workspace.'] : [];
  return [...held, ...closing, ...(asked.length > 0 ? ['Needs a person:', ...asked] : []), ...moving, ...elsewhere];
}
