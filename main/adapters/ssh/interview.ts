import type { Channel } from './link.ts';

/** Noise of a login shell comes first; more than this is no answer of ours. */
const MAX_BYTES = 256 * 1024;

/** Questions and answers on one channel, in turns: each answer is a line that begins with the mark. */
export class Interview {
  readonly #channel: Channel;
  readonly #mark: string;
  #text = '';
  #isOver = false;
  #wake: () => void = () => {};

  constructor(channel: Channel, mark: string) {
    this.#channel = channel;
    this.#mark = mark;
    channel.stderr.resume();
    channel.on('data', (bytes: Buffer) => {
      // A target that goes on talking after we hung up is not kept in memory.
      if (this.#isOver) return;
      this.#text += bytes.toString('utf8');
      if (this.#text.length > MAX_BYTES) this.close();
      this.#wake();
    });
    channel.once('close', () => {
      this.#isOver = true;
      this.#wake();
    });
  }

  /** null = the other side said no more. */
  async ask(question: string): Promise<string | null> {
    if (this.#isOver) return null;
    this.#channel.write(question);
    for (;;) {
      const answer = this.#takeLine();
      if (answer !== null || this.#isOver) return answer;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#channel.end();
    this.#channel.close();
    this.#wake();
  }

  #takeLine(): string | null {
    const start = this.#text.indexOf(`${this.#mark} `);
    const end = start < 0 ? -1 : this.#text.indexOf('\n', start);
    if (end < 0) return null;
    const line = this.#text.slice(start + this.#mark.length + 1, end);
    this.#text = this.#text.slice(end + 1);
    return line;
  }
}
