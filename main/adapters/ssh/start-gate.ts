/** Lets only so many go at once through each named door; the others wait in order. */
export class StartGate {
  readonly #width: number;
  readonly #doors = new Map<string, { inside: number; readonly waiting: (() => void)[] }>();

  constructor(width: number) {
    this.#width = width;
  }

  async through<T>(name: string, work: () => Promise<T>): Promise<T> {
    const door = this.#doors.get(name) ?? { inside: 0, waiting: [] };
    this.#doors.set(name, door);
    if (door.inside >= this.#width) await new Promise<void>((go) => door.waiting.push(go));
    else door.inside++;
    try {
      return await work();
    } finally {
      const next = door.waiting.shift();
      if (next !== undefined) next();
      else if (--door.inside === 0) this.#doors.delete(name);
    }
  }
}
