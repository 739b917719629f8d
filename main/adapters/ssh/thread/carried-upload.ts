import type { UploadMessage, UploadRequest, UploadTask } from '../../../core/ports/uploader.ts';
import { type Carried, type CarriedParts, DEATHS, LOST, type OpenStream } from './carried.ts';
import type { Tell } from './crossing.ts';

const UNKNOWN: UploadMessage = {
  kind: 'finished',
  outcome: 'indeterminate',
  exitCode: null,
  signal: null,
  durationMs: 0,
  reason: `The part of Holdpoint that holds the connections failed ${DEATHS} times during the upload: whether the file is in place is not known.`,
  outputText: '',
};

/** An upload goes on where it was: what lies on the target is looked at before a byte is sent again. */
export class CarriedUpload implements UploadTask, Carried {
  readonly #request: UploadRequest;
  readonly #parts: CarriedParts<UploadMessage>;
  #tell: Tell | null = null;
  #isCancelled = false;
  #wasSent = false;
  #isOut = false;
  #isOver = false;
  #deaths = 0;

  constructor(request: UploadRequest, parts: CarriedParts<UploadMessage>) {
    this.#request = request;
    this.#parts = parts;
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#tell?.('cancel');
  }

  begin(open: OpenStream): void {
    const life = this.#deaths;
    this.#tell = open('upload', this.#request, (message) => {
      if (life === this.#deaths) this.#hear(message);
    });
    if (this.#isCancelled) this.#tell('cancel');
  }

  lost(): boolean {
    this.#deaths++;
    this.#tell = null;
    if (this.#isOver) return false;
    if (this.#deaths === DEATHS) {
      this.#hear(UNKNOWN);
      return false;
    }
    if (this.#wasSent && !this.#isOut) this.#hear({ kind: 'lost-contact', reason: LOST });
    return true;
  }

  #hear(message: UploadMessage): void {
    if (this.#isOver) return;
    switch (message.kind) {
      case 'sent':
        // Of a second life: to whoever follows it, contact is back.
        if (this.#wasSent) {
          this.#isOut = false;
          this.#parts.receive({ kind: 'regained-contact' });
          return;
        }
        this.#wasSent = true;
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
      case 'output':
      case 'progress':
        break;
    }
    this.#parts.receive(message);
  }
}
