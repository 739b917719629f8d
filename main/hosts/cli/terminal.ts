import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Tone } from '../../domain/log/voice.ts';

/** Where the command line reads and writes. A test gives its own. */
export interface Terminal {
  /** One line of what was asked for. */
  out(line: string): void;
  /** One line about it: problems, and everything meant for people when stdout carries data. */
  err(line: string): void;
  /** A line at the bottom that is rewritten; null takes it away. Nothing where nobody looks. */
  status(line: string | null): void;
  /** Is there somebody to ask? */
  readonly isInteractive: boolean;
  readonly colours: Colours;
  ask(question: string, signal?: AbortSignal): Promise<string | null>;
  /** Without echo. */
  askSecret(question: string, signal?: AbortSignal): Promise<string | null>;
  /** Standard input to its end. */
  readAll(): Promise<string>;
  /** Calls back at each Ctrl-C or TERM. */
  onInterrupt(listener: () => void): () => void;
  /** All that was written has left the process. */
  flush(): Promise<void>;
}

export interface Colours {
  tone(tone: Tone, text: string): string;
  bold(text: string): string;
  faint(text: string): string;
}

const ESCAPE = '\u001b[';
const toneCodes: Readonly<Record<Tone, string>> = { plain: '', good: '32', bad: '31', unknown: '35', person: '36' };

export function coloursOf(isOn: boolean): Colours {
  const paint = (code: string, text: string): string =>
    isOn && code !== '' ? `${ESCAPE}${code}m${text}${ESCAPE}0m` : text;
  return {
    tone: (tone, text) => paint(toneCodes[tone], text),
    bold: (text) => paint('1', text),
    faint: (text) => paint('2', text),
  };
}

/**
 * Text from a target, a document or a person on its way to a terminal: control characters are shown as pictures, so
 * that nothing printed can move the cursor, retitle the window or hide a line.
 */
export function harmless(text: string): string {
  return text.replace(controls, (one) => String.fromCodePoint(0x2400 + one.charCodeAt(0))).replace(unprintable, '·');
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is shown
const controls = /[\u0000-\u0008\u000b-\u001f]/g;
const unprintable = /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export function processTerminal(env: NodeJS.ProcessEnv): Terminal {
  const isSeen = process.stderr.isTTY === true;
  let shown = '';
  let question: OpenQuestion | null = null;
  // One place at the bottom: while somebody is asked it is the question's, and the status line waits.
  const clear = (): void => {
    if (question !== null || shown !== '') process.stderr.write(`\r${ESCAPE}K`);
  };
  const restore = (): void => {
    if (question !== null) question.show();
    else if (shown !== '') process.stderr.write(shown);
  };
  const write = (stream: NodeJS.WriteStream, line: string): void => {
    if (isSeen) clear();
    stream.write(`${line}\n`);
    if (isSeen) restore();
  };
  const asking = async (text: string, how: Omit<Asking, 'onOpen'>): Promise<string | null> => {
    if (isSeen) clear();
    const answer = await askLine(text, {
      ...how,
      onOpen: (opened) => {
        question = opened;
      },
    });
    question = null;
    if (isSeen) restore();
    return answer;
  };
  endWithReader();
  return {
    out: (line) => write(process.stdout, line),
    err: (line) => write(process.stderr, line),
    status: (line) => {
      if (!isSeen) return;
      if (question === null) clear();
      shown = line === null ? '' : line.slice(0, Math.max(20, (process.stderr.columns || 80) - 1));
      if (question === null) process.stderr.write(shown);
    },
    isInteractive: process.stdin.isTTY === true && isSeen,
    colours: coloursOf(process.stdout.isTTY === true && isSeen && !env.NO_COLOR),
    ask: (text, signal) => asking(text, { isSecret: false, signal }),
    askSecret: (text, signal) => asking(text, { isSecret: true, signal }),
    readAll: readInput,
    onInterrupt: (listener) => {
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
    flush: async () => {
      await Promise.all([process.stdout, process.stderr].map(drained));
    },
  };
}

async function readInput(): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** `holdpoint log | head`: the reader left, and that is no failure. */
function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

interface Asking {
  readonly isSecret: boolean;
  /** Somebody else answered, or nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
  readonly onOpen: (question: OpenQuestion) => void;
}

/** Writes the question again, with what was typed if that may be seen: other lines came in between. */
interface OpenQuestion {
  show(): void;
}

const endings = ['SIGTERM', 'SIGHUP'] as const;

/** Questions go to stderr: stdout carries what was asked for. Null at end of input. */
function askLine(question: string, { isSecret, signal, onOpen }: Asking): Promise<string | null> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({
    input: process.stdin,
    output: isSecret ? silent : process.stderr,
    terminal: process.stdin.isTTY === true,
  });
  onOpen({ show: () => process.stderr.write(isSecret ? question : `${question}${reader.line}`) });
  return new Promise((resolve) => {
    let answer: string | null = null;
    reader.once('line', (line) => {
      answer = line;
      reader.close();
    });
    reader.once('SIGINT', () => reader.close());
    const leave = () => reader.close();
    signal?.addEventListener('abort', leave, { once: true });
    // Whoever ends the command ends its question: nobody is there to answer it.
    const end = (ended: NodeJS.Signals) => {
      leave();
      // A command that does not listen itself ends as it would have without a question.
      if (process.listenerCount(ended) === 0) process.kill(process.pid, ended);
    };
    for (const ended of endings) process.on(ended, end);
    reader.once('close', () => {
      signal?.removeEventListener('abort', leave);
      for (const ended of endings) process.off(ended, end);
      if (isSecret) process.stderr.write('\n');
      resolve(answer);
    });
  });
}
