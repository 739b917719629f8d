import type { ShellStream } from './credit-gate.ts';
import type { Channel } from './link.ts';
import { MarkScanner } from './mark-scanner.ts';

export interface ConversationEvents {
  /** Words after the first mark: what the target answers. */
  answer(words: readonly string[]): void;
  output(stream: ShellStream, bytes: Buffer): void;
}

/** How a channel ended. `trailer` = the words after the second mark and all text that followed, when there was one. */
export interface ConversationEnd {
  readonly isAnswered: boolean;
  readonly trailer: { readonly words: readonly string[]; readonly outputText: string } | null;
  /** The second mark came on stderr as well: nothing of it is missing. */
  readonly isErrorStreamWhole: boolean;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The last of what stderr said before the first mark. */
  readonly noise: string;
}

type Phase = 'noise' | 'answer' | 'body' | 'trailer';

/** Noise of a login shell we sit out; a longer one is a flood. */
const noiseCap = 1024 * 1024;
const lineCap = 16 * 1024;
const outputCap = 64 * 1024;
const noiseKept = 2048;
/** After the end of the command a daemon may hold its output open: so long without a byte, and it was the end. */
const quietMs = 1000;

/**
 * One channel of an attempt: splits its stdout into answer, the script's bytes, and trailer; stderr likewise, between
 * two marks.
 */
export class Conversation {
  readonly #channel: Channel;
  readonly #events: ConversationEvents;
  readonly #mark: string;
  readonly #ended: Promise<ConversationEnd>;
  #phase: Phase = 'noise';
  #scanner: MarkScanner;
  #errScanner: MarkScanner;
  #errPhase: 'noise' | 'body' | 'over' = 'noise';
  #errSkipsLine = false;
  #errNoise = Buffer.alloc(0);
  #line = '';
  #noise = 0;
  #exit: { code: number | null; signal: string | null } = { code: null, signal: null };
  readonly #given = Promise.withResolvers<void>();
  #hasExited = false;
  #quiet: NodeJS.Timeout | undefined;
  #isResting = false;

  constructor(channel: Channel, mark: string, events: ConversationEvents) {
    this.#channel = channel;
    this.#mark = mark;
    this.#events = events;
    this.#scanner = new MarkScanner(mark);
    this.#errScanner = new MarkScanner(mark);
    this.#ended = this.#listen();
  }

  /** Sends the input and its end; resolves when both streams are read to their end or the connection is gone. */
  speak(input: string): Promise<ConversationEnd> {
    this.#channel.end(input);
    return this.#ended;
  }

  /** Sends input that more will follow, as long as the channel is open. */
  begin(input: string): Promise<ConversationEnd> {
    this.#channel.write(input);
    return this.#ended;
  }

  add(input: string): void {
    if (this.#channel.writable) this.#channel.write(input);
  }

  rest(isResting: boolean): void {
    this.#isResting = isResting;
    if (isResting) {
      this.#channel.pause();
      this.#channel.stderr.pause();
    } else {
      this.#channel.resume();
      this.#channel.stderr.resume();
    }
  }

  close(): void {
    this.#channel.close();
  }

  /** Ends it with what is known, whether or not the other side agrees. */
  giveUp(): void {
    this.#channel.close();
    this.#given.resolve();
  }

  #listen(): Promise<ConversationEnd> {
    const channel = this.#channel;
    channel.on('exit', (code: number | null, signal?: string) => {
      this.#exit = { code, signal: signal?.replace(/^SIG/, '') ?? null };
      this.#hasExited = true;
      this.#awaitQuiet();
      this.#endIfWhole();
    });
    channel.on('data', (bytes: Buffer) => {
      this.#quiet?.refresh();
      this.#stdout(bytes);
      this.#endIfWhole();
    });
    channel.stderr.on('data', (bytes: Buffer) => {
      this.#quiet?.refresh();
      this.#stderr(bytes);
      this.#endIfWhole();
    });
    // Not `end`: the exit status comes after the end of stdout.
    const both = Promise.all([whenClosed(channel), whenEnded(channel.stderr)]);
    return Promise.race([both, this.#given.promise]).then(() => this.#end());
  }

  #awaitQuiet(): void {
    this.#quiet = setTimeout(() => {
      if (this.#isResting) this.#awaitQuiet();
      else this.giveUp();
    }, quietMs);
  }

  /**
   * Both marks and the exit status are here: whoever still holds the channel open has nothing to say to us. Of a plain
   * script only: behind the end of a detached one its outputs may still come.
   */
  #endIfWhole(): void {
    const isWhole =
      this.#hasExited && this.#errPhase === 'over' && this.#phase === 'trailer' && this.#line === ' end\n';
    if (isWhole && !this.#isResting) this.giveUp();
  }

  #end(): ConversationEnd {
    clearTimeout(this.#quiet);
    const complete = this.#phase === 'trailer' && this.#line.includes('\n');
    const newline = this.#line.indexOf('\n');
    const words = this.#line.slice(0, newline).trim().split(' ');
    const outputText = Buffer.from(this.#line.slice(newline + 1), 'latin1').toString('utf8');
    if (!complete && this.#phase === 'body') this.#events.output('stdout', this.#scanner.rest());
    if (this.#errPhase === 'body') this.#stderrBody(this.#errScanner.rest());
    return {
      isAnswered: this.#phase === 'body' || this.#phase === 'trailer',
      trailer: complete ? { words, outputText } : null,
      isErrorStreamWhole: this.#errPhase === 'over',
      noise: this.#errNoise.toString('utf8'),
      exitCode: this.#exit.code,
      signal: this.#exit.signal,
    };
  }

  #stdout(bytes: Buffer): void {
    if (this.#phase === 'trailer') {
      if (this.#line.length < lineCap + outputCap) this.#line += bytes.toString('latin1');
      // No more of it is taken: a target that goes on talking is not listened to.
      else this.giveUp();
      return;
    }
    if (this.#phase === 'answer') {
      this.#answerLine(bytes);
      return;
    }
    const { before, after } = this.#scanner.feed(bytes);
    if (this.#phase === 'body') this.#events.output('stdout', before);
    else this.#countNoise(before.length);
    if (after === null) return;
    this.#phase = this.#phase === 'noise' ? 'answer' : 'trailer';
    this.#line = '';
    this.#stdout(after);
  }

  #answerLine(bytes: Buffer): void {
    const newline = bytes.indexOf(0x0a);
    this.#line += bytes.toString('utf8', 0, newline < 0 ? bytes.length : newline);
    if (newline < 0) {
      if (this.#line.length > lineCap) this.giveUp();
      return;
    }
    this.#phase = 'body';
    this.#scanner = new MarkScanner(this.#mark);
    this.#events.answer(this.#line.trim().split(' '));
    this.#stdout(bytes.subarray(newline + 1));
  }

  #stderr(bytes: Buffer): void {
    if (this.#errPhase === 'over') return;
    const { before, after } = this.#errScanner.feed(bytes);
    if (this.#errPhase === 'body') this.#stderrBody(before);
    else {
      this.#countNoise(before.length);
      this.#errNoise = Buffer.concat([this.#errNoise, before]).subarray(-noiseKept);
    }
    if (after === null) return;
    const isBegin = this.#errPhase === 'noise';
    this.#errPhase = isBegin ? 'body' : 'over';
    this.#errSkipsLine = isBegin;
    this.#errScanner = new MarkScanner(this.#mark);
    if (isBegin) this.#stderr(after);
  }

  #stderrBody(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const body = this.#errSkipsLine ? bytes.subarray(1) : bytes;
    this.#errSkipsLine = false;
    if (body.length > 0) this.#events.output('stderr', body);
  }

  #countNoise(bytes: number): void {
    this.#noise += bytes;
    if (this.#noise > noiseCap) this.giveUp();
  }
}

function whenEnded(stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('end', resolve);
    stream.once('close', resolve);
  });
}

function whenClosed(channel: Channel): Promise<void> {
  return new Promise((resolve) => channel.once('close', () => resolve()));
}
