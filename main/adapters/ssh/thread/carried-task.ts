import type { ShellFinished, ShellMessage, ShellRequest, ShellTask } from '../../../core/ports/shell.ts';
import { type Carried, type CarriedParts, DEATHS, LOST, type OpenStream } from './carried.ts';
import type { Tell } from './crossing.ts';

/**
 * An attempt as the core's thread sees it, while the conversation with the target is held in another. It knows enough
 * to go on in a fresh thread when that one dies: what was sent, how far the output came, what was granted.
 */
export class CarriedTask implements ShellTask, Carried {
  readonly #request: ShellRequest;
  readonly #parts: CarriedParts<ShellMessage>;
  readonly #next: { stdout: number; stderr: number };
  #tell: Tell | null = null;
  #credit = 0;
  #isCancelled = false;
  #sent: { readonly bootId: string | null; readonly at: number } | null = null;
  #isOut = false;
  #deaths = 0;
  #isOver = false;

  constructor(request: ShellRequest, parts: CarriedParts<ShellMessage>) {
    this.#request = request;
    this.#parts = parts;
    this.#next = { ...request.offsets };
  }

  grant(bytes: number): void {
    this.#credit += bytes;
    this.#tell?.('grant', bytes);
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#tell?.('cancel');
  }

  /** Nothing was sent, or the target is asked: a start is never repeated. */
  begin(open: OpenStream): void {
    const life = this.#deaths;
    this.#tell = open('perform', this.#wanted(), (message) => {
      // What a dead thread still had to say came before its end.
      if (life === this.#deaths) this.#hear(message);
    });
    if (this.#credit > 0) this.#tell('grant', this.#credit);
    if (this.#isCancelled) this.#tell('cancel');
  }

  lost(): boolean {
    this.#deaths++;
    this.#tell = null;
    if (this.#isOver) return false;
    const mayHaveRun = this.#sent !== null || this.#request.mode === 'reattach';
    if (this.#request.detach && this.#deaths < DEATHS) {
      if (mayHaveRun && !this.#isOut) this.#hear({ kind: 'lost-contact', reason: LOST });
      return true;
    }
    if (!mayHaveRun && this.#deaths < DEATHS) return true;
    this.#hear(mayHaveRun ? indeterminate(this.#request.detach) : unsent);
    return false;
  }

  #wanted(): ShellRequest {
    if (this.#sent === null) return this.#request;
    const { ranForMs = 0 } = this.#request;
    return {
      ...this.#request,
      mode: 'reattach',
      offsets: { ...this.#next },
      targetBootId: this.#sent.bootId,
      ranForMs: ranForMs + performance.now() - this.#sent.at,
    };
  }

  #hear(message: ShellMessage): void {
    if (this.#isOver) return;
    switch (message.kind) {
      case 'sent':
        this.#sent = { bootId: message.targetBootId, at: performance.now() };
        break;
      case 'output':
        this.#credit -= message.bytes.length;
        this.#next[message.stream] = message.offset + message.bytes.length;
        break;
      case 'lost-contact':
        this.#isOut = true;
        break;
      case 'regained-contact':
        this.#isOut = false;
        break;
      case 'finished':
        this.#isOver = true;
        this.#parts.over();
        break;
    }
    this.#parts.receive(message);
  }
}

const nothing = { kind: 'finished', exitCode: null, signal: null, durationMs: 0, outputText: '' } as const;

const unsent: ShellFinished = {
  ...nothing,
  outcome: 'failed',
  reason: 'The part of Holdpoint that holds the connections failed before anything was sent to the target.',
};

function indeterminate(isDetached: boolean): ShellFinished {
  const why = isDetached
    ? `failed ${DEATHS} times while it asked the target`
    : 'failed after the command was sent, and a step that does not detach cannot be asked about';
  const reason = `The part of Holdpoint that holds the connections ${why}: what became of the script is not known.`;
  return { ...nothing, outcome: 'indeterminate', reason };
}
