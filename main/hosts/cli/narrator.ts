import type { Transfer } from '../../../contract/artifact-operations.ts';
import type { Client, Subscription } from '../../../contract/client.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { LogEntry, RunHeader } from '../../../contract/views.ts';
import { durationText } from '../../domain/log/duration.ts';
import type { Tone } from '../../domain/log/voice.ts';
import { lastLines } from './attempt-output.ts';
import { suggested } from './command-name.ts';
import { harmless, type Terminal } from './terminal.ts';
import { type TimeText, timeTextOf } from './time-text.ts';
import { transferText } from './transfer-text.ts';

/** What is said on the way is left to the log: on a fleet these three would be most of all lines. */
const quietTypes: readonly string[] = ['attempt.sent', 'attempt.retry-due', 'run.armed'];
const marks: Readonly<Record<Tone, string>> = { plain: '·', good: '✓', bad: '✕', unknown: '?', person: '›' };

/** Tells a run on a terminal: one line an event, the end of what a failed attempt printed, a summary below. */
export class Narrator {
  readonly #terminal: Terminal;
  readonly #write: (line: string) => void;
  readonly #client: Client;
  readonly #runId: RunId;
  #header: RunHeader;
  #times: TimeText;
  #pending: Promise<void> = Promise.resolve();
  #headerAt = performance.now();
  readonly #ticking: NodeJS.Timeout;
  readonly #uploads: Subscription;
  #transfers: readonly Transfer[] = [];

  constructor(parts: { terminal: Terminal; client: Client; header: RunHeader; isJson: boolean }) {
    const { terminal, client, header, isJson } = parts;
    this.#terminal = terminal;
    this.#client = client;
    this.#header = header;
    this.#runId = header.runId;
    this.#times = timeTextOf(header);
    this.#write = isJson ? terminal.err : terminal.out;
    this.#ticking = setInterval(() => terminal.status(this.#summary()), 1000);
    this.#ticking.unref();
    this.#uploads = client.subscribe(
      'transfers',
      { runId: header.runId },
      {
        message: ({ transfers }) => {
          this.#transfers = transfers;
          terminal.status(this.#summary());
        },
        // The summary does without: what became of an upload stands in the log.
        problem: () => {},
      },
    );
  }

  header(header: RunHeader): void {
    if (header.t0 !== this.#header.t0) this.#times = timeTextOf(header);
    this.#header = header;
    this.#headerAt = performance.now();
    this.#terminal.status(this.#summary());
  }

  entry(entry: LogEntry): void {
    if (isQuiet(entry)) return;
    const line = logLine(entry, this.#times, this.#terminal);
    this.#pending = this.#pending.then(async () => {
      this.#write(line);
      if (hasFailed(entry)) await this.#output(entry);
    });
  }

  say(text: string): void {
    this.#pending = this.#pending.then(() => this.#write(harmless(text)));
  }

  /** All lines are written, the summary is taken away. */
  async end(): Promise<void> {
    clearInterval(this.#ticking);
    this.#uploads.close();
    await this.#pending;
    this.#terminal.status(null);
  }

  async #output(entry: LogEntry): Promise<void> {
    if (entry.stepId === null || entry.target === null) return;
    const place = { runId: this.#runId, stepId: entry.stepId, target: entry.target };
    const lines = await lastLines(this.#client, place);
    if (lines === null) return;
    const { faint } = this.#terminal.colours;
    for (const line of lines.lines) this.#write(`    ${faint('│')} ${harmless(line)}`);
    const all = suggested(`log ${this.#runId} --output ${entry.stepId}:${entry.target}:${lines.attempt}`);
    this.#write(`    ${faint(`│ the last ${lines.lines.length} lines; all of it: ${all}`)}`);
  }

  #summary(): string {
    const { counts, held, life, t0, pace } = this.#header;
    const now = this.#header.now + (performance.now() - this.#headerAt) * pace;
    const parts = [
      `${counts.done}/${counts.total} done`,
      ...(counts.running > 0 ? [`${counts.running} running`] : []),
      ...(counts.waiting > 0 ? [`${counts.waiting} waiting`] : []),
      ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
      ...(counts.unknown > 0 ? [`${counts.unknown} unknown`] : []),
      ...(held.length > 0 ? ['HELD'] : []),
    ];
    const clock = t0 === null ? '' : ` · ${this.#times.offset(now)} ${this.#times.clock(now)}`;
    const mode = this.#header.mode === 'rehearsal' ? 'SIMULATED, REHEARSAL ' : '';
    return `${mode}${life}: ${parts.join(' · ')}${clock}${transferText(this.#transfers)}`;
  }
}

function isQuiet(entry: LogEntry): boolean {
  if (quietTypes.includes(entry.type)) return true;
  return entry.type === 'attempt.started' && !entry.sentence.startsWith('attempt ');
}

function hasFailed(entry: LogEntry): boolean {
  return entry.type === 'attempt.finished' && (entry.tone === 'bad' || entry.tone === 'unknown');
}

/** `T+0:04:11  22:04:11  ✕ drain on web-07 failed: exit 42 after 30.2 s`. */
export function logLine(entry: LogEntry, times: TimeText, terminal: Terminal): string {
  const { faint, tone } = terminal.colours;
  const clock = `${times.offset(entry.occurredAt).padStart(10)}  ${times.clock(entry.occurredAt)}`;
  const late = entry.recordedAt - entry.occurredAt;
  const isLate =
    times.isLive && entry.via !== 'engine' && late > 60_000
      ? faint(` (entered ${times.clock(entry.recordedAt)}, ${durationText(late)} later)`)
      : '';
  // On every line, so that none taken out of its place can be mistaken for the real thing.
  const mark = times.isLive ? '' : faint('SIMULATED ');
  return `${mark}${faint(clock)}  ${tone(entry.tone, `${marks[entry.tone]} ${harmless(entry.sentence)}`)}${isLate}`;
}

/** Every stored event of the run on stdout, as recorded. `caughtUp` resolves when they are all there. */
export function streamEvents(client: Client, runId: RunId, terminal: Terminal): EventStream {
  let lastSeq = 0;
  let waiting: { seq: number; done: () => void } | null = null;
  const subscription: Subscription = client.subscribe(
    'events',
    { runId, afterSeq: 0 },
    {
      message: (message) => {
        for (const line of message.lines) terminal.out(line);
        lastSeq = message.lastSeq;
        if (waiting !== null && lastSeq >= waiting.seq) waiting.done();
      },
      problem: ({ message }) => terminal.err(message),
    },
  );
  return {
    caughtUp: (seq) =>
      lastSeq >= seq
        ? Promise.resolve()
        : new Promise((done) => {
            const timer = setTimeout(done, 5000);
            waiting = {
              seq,
              done: () => {
                clearTimeout(timer);
                done();
              },
            };
          }),
    close: () => subscription.close(),
  };
}

export interface EventStream {
  caughtUp(seq: number): Promise<void>;
  close(): void;
}
