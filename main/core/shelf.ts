import type { Clock } from './ports/clock.ts';

export interface ShelfRoom {
  readonly most: number;
  /** What nobody asks for so long is let go. */
  readonly restMs: number;
}

/** A few large things kept in memory: the one touched longest ago gives way, and what rests too long goes by itself. */
export class Shelf<T> {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #room: ShelfRoom;
  readonly #things = new Map<string, { readonly thing: T; readonly cancel: () => void }>();

  constructor(clock: Pick<Clock, 'after'>, room: ShelfRoom) {
    this.#clock = clock;
    this.#room = room;
  }

  get(id: string): T | undefined {
    return this.#things.get(id)?.thing;
  }

  put(id: string, thing: T): void {
    this.take(id);
    this.#things.set(id, { thing, cancel: this.#clock.after(this.#room.restMs, () => this.take(id)) });
    for (const oldest of this.#things.keys()) {
      if (this.#things.size <= this.#room.most) break;
      this.take(oldest);
    }
  }

  take(id: string): void {
    this.#things.get(id)?.cancel();
    this.#things.delete(id);
  }
}
