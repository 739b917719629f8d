import type { Terminal } from '@xterm/xterm';
import type { Cast } from './cast.ts';

export interface Playing {
  readonly at: number;
  readonly isPlaying: boolean;
  readonly speed: number;
}

const TICK_MS = 50;

/** Plays a recording on a terminal. Going back = from the beginning, at once, up to there. */
export class CastPlayer {
  readonly #terminal: Terminal;
  readonly #cast: Cast;
  readonly #tell: (playing: Playing) => void;
  #next = 0;
  #at = 0;
  #speed = 1;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(terminal: Terminal, cast: Cast, tell: (playing: Playing) => void) {
    this.#terminal = terminal;
    this.#cast = cast;
    this.#tell = tell;
  }

  play(): void {
    if (this.#at >= this.#cast.length) this.seek(0);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
    this.#say();
  }

  pause(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#say();
  }

  speed(speed: number): void {
    this.#speed = speed;
    this.#say();
  }

  seek(at: number): void {
    if (at < this.#at) {
      this.#terminal.reset();
      this.#terminal.resize(this.#cast.columns, this.#cast.rows);
      this.#next = 0;
    }
    this.#at = Math.min(at, this.#cast.length);
    this.#show();
    this.#say();
  }

  #tick(): void {
    this.#at = Math.min(this.#cast.length, this.#at + (TICK_MS / 1000) * this.#speed);
    this.#show();
    if (this.#at >= this.#cast.length) this.pause();
    else this.#say();
  }

  #show(): void {
    let text = '';
    for (; ; this.#next += 1) {
      const event = this.#cast.events[this.#next];
      if (event === undefined || event.at > this.#at) break;
      if (event.output !== null) text += event.output;
      if (event.size === null) continue;
      // What was shown before belongs to the size before.
      this.#terminal.write(text);
      text = '';
      this.#terminal.resize(event.size.columns, event.size.rows);
    }
    if (text !== '') this.#terminal.write(text);
  }

  #say(): void {
    this.#tell({ at: this.#at, isPlaying: this.#timer !== null, speed: this.#speed });
  }
}
