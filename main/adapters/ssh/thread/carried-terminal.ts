import type { TerminalMessage, TerminalRequest, TerminalTask } from '../../../core/ports/terminals.ts';
import type { Carried, CarriedParts, OpenStream } from './carried.ts';
import type { Tell } from './crossing.ts';

/** A person's terminal lives as long as its connection: when the thread dies it is over, and says so. */
export class CarriedTerminal implements TerminalTask, Carried {
  readonly #request: TerminalRequest;
  readonly #parts: CarriedParts<TerminalMessage>;
  readonly #waiting: [string, ...unknown[]][] = [];
  #tell: Tell | null = null;
  #isOver = false;

  constructor(request: TerminalRequest, parts: CarriedParts<TerminalMessage>) {
    this.#request = request;
    this.#parts = parts;
  }

  write(bytes: Uint8Array): void {
    this.#say('write', bytes);
  }

  resize(size: { readonly columns: number; readonly rows: number }): void {
    this.#say('resize', size);
  }

  grant(bytes: number): void {
    this.#say('grant', bytes);
  }

  close(): void {
    this.#say('close');
  }

  begin(open: OpenStream): void {
    this.#tell = open('openTerminal', this.#request, (message) => this.#hear(message));
    for (const said of this.#waiting.splice(0)) this.#tell(...said);
  }

  lost(): boolean {
    // It had not begun: it waits for the thread that comes.
    if (this.#tell === null) return true;
    const reason = 'The part of Holdpoint that holds the connections failed, and this terminal ended with it.';
    this.#hear({ kind: 'closed', exitCode: null, reason });
    return false;
  }

  #say(...said: [string, ...unknown[]]): void {
    if (this.#isOver) return;
    if (this.#tell === null) this.#waiting.push(said);
    else this.#tell(...said);
  }

  #hear(message: TerminalMessage): void {
    if (this.#isOver) return;
    if (message.kind === 'closed') {
      this.#isOver = true;
      this.#parts.over();
    }
    this.#parts.receive(message);
  }
}
