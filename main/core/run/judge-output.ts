import type { TextExpectation } from '../../../contract/plan.ts';
import { judgeText, type Unmet } from '../../domain/plan/index.ts';

/** Longest part of a line a pattern looks at; the rest of a longer line need not be kept. */
const LINE_LIMIT = 4_096;

/**
 * Judges a stream piece by piece, so that any amount of output takes bounded memory. Says the same as `judgeText`
 * on the whole text.
 */
export class StreamJudge {
  readonly #name: string;
  readonly #expectation: TextExpectation;
  #tail = '';
  #line = '';
  #contains = false;
  #matches = false;
  #holdsForbidden = false;

  constructor(name: string, expectation: TextExpectation) {
    this.#name = name;
    this.#expectation = expectation;
  }

  read(text: string): void {
    const { contains, not } = this.#expectation;
    const window = this.#tail + text;
    if (contains !== undefined && window.includes(contains)) this.#contains = true;
    if (not !== undefined && window.includes(not)) this.#holdsForbidden = true;
    const overlap = Math.max(contains?.length ?? 0, not?.length ?? 0, 1) - 1;
    this.#tail = overlap === 0 ? '' : window.slice(-overlap);
    this.#readLines(text);
  }

  unmet(): Unmet {
    this.#matchLines(this.#line);
    const { contains, matches, not } = this.#expectation;
    // The sentences are judgeText's: it is asked about a text of which the answer is known.
    return [
      ...(contains !== undefined && !this.#contains ? judgeText(this.#name, { contains }, '') : []),
      ...(matches !== undefined && !this.#matches ? [`${this.#name} does not match /${matches}/.`] : []),
      ...(not !== undefined && this.#holdsForbidden ? judgeText(this.#name, { not }, not) : []),
    ];
  }

  #readLines(text: string): void {
    if (this.#expectation.matches === undefined || this.#matches) return;
    const end = text.lastIndexOf('\n');
    if (end === -1) {
      this.#line = (this.#line + text.slice(0, LINE_LIMIT)).slice(0, LINE_LIMIT);
      return;
    }
    this.#matchLines(this.#line + text.slice(0, end));
    this.#line = text.slice(end + 1, end + 1 + LINE_LIMIT);
  }

  #matchLines(lines: string): void {
    const { matches } = this.#expectation;
    if (matches === undefined || this.#matches) return;
    this.#matches = judgeText(this.#name, { matches }, lines).length === 0;
  }
}
