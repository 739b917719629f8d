import type { Answer } from '../../domain/environment/question.ts';

type Timed = Answer & { readonly durationMs: number };

/** So much of an answer is kept; what follows is read and forgotten. */
const MOST_CHARS = 64 * 1024;
/** A line without an end is no line. */
const MOST_LINE = 128 * 1024;
/** What `timeout` and our own watchdog leave behind. */
const endedByUs: readonly number[] = [124, 137, 143];

/**
 * Takes a target's output apart: `MARK ID begin`, whatever it prints, `MARK ID end CODE`; or `MARK ID line WORDS`.
 * Bytes that are no text become the replacement character.
 */
export class AnswerReader {
  readonly #mark: string;
  readonly #columns: ReadonlyMap<string, string>;
  readonly #answers = new Map<string, Timed>();
  readonly #decoder = new TextDecoder();
  readonly #now: () => number;
  readonly #startedAt: number;
  #rest = '';
  #open: { readonly column: string; text: string; readonly since: number } | null = null;

  /** `now` = ms that never step. */
  constructor(mark: string, columns: ReadonlyMap<string, string>, now: () => number) {
    this.#mark = mark;
    this.#now = now;
    this.#startedAt = now();
    this.#columns = columns;
  }

  take(bytes: Uint8Array): void {
    const lines = `${this.#rest}${this.#decoder.decode(bytes, { stream: true })}`.split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, MOST_LINE);
    for (const line of lines) this.#line(line);
  }

  /** What was answered; the one that was open when the time was over is late. */
  end(isLate: boolean): ReadonlyMap<string, Timed> {
    this.#line(this.#rest);
    if (this.#open !== null && isLate) this.#answer(this.#open.column, { exitCode: null, text: '', isLate: true });
    return this.#answers;
  }

  #line(line: string): void {
    const [mark, id = '', word, ...words] = line.split(' ');
    const column = mark === this.#mark ? this.#columns.get(id) : undefined;
    if (column === undefined) {
      this.#print(line);
      return;
    }
    if (word === 'begin') this.#open = { column, text: '', since: this.#now() };
    if (word === 'line') this.#answer(column, { exitCode: 0, text: words.join(' '), isLate: false });
    if (word === 'end') {
      const exitCode = Number(words[0] ?? '');
      const isLate = endedByUs.includes(exitCode);
      this.#answer(column, { exitCode, text: this.#open?.text.trimEnd() ?? '', isLate });
      this.#open = null;
    }
  }

  #print(line: string): void {
    if (this.#open === null || this.#open.text.length > MOST_CHARS) return;
    this.#open.text += `${line.slice(0, MOST_CHARS)}\n`;
  }

  #answer(column: string, answer: Answer): void {
    const durationMs = Math.round(this.#now() - (this.#open?.since ?? this.#startedAt));
    this.#answers.set(column, { ...answer, durationMs });
  }
}
