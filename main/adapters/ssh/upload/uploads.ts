import type { Log } from '../../../core/ports/log.ts';
import type { UploadMessage, UploadRequest, UploadTask } from '../../../core/ports/uploader.ts';
import type { ConnectionPool } from '../connection-pool.ts';
import { endpointOf, nameOf } from '../endpoint.ts';
import type { Limits } from '../limits.ts';
import { textOf } from '../trouble.ts';
import { FileUpload } from './upload-task.ts';

export interface UploadsParts {
  readonly pool: ConnectionPool;
  readonly limits: Limits;
  readonly osUser: string;
  readonly log: Log;
}

const idle: UploadTask = { cancel: () => {} };

/** The uploads of one shell. Two of them never write the same destination at the same time. */
export class Uploads {
  readonly #parts: UploadsParts;
  readonly #busy = new Set<string>();
  #isClosed = false;

  constructor(parts: UploadsParts) {
    this.#parts = parts;
  }

  begin(request: UploadRequest, receive: (message: UploadMessage) => void): UploadTask {
    const refusal = this.#refusal(request);
    if (refusal !== null) {
      const outcome = request.deed === 'look' ? 'indeterminate' : 'failed';
      queueMicrotask(() => receive(finished(outcome, refusal)));
      return idle;
    }
    const { pool, limits, osUser, log } = this.#parts;
    const place = this.#placeOf(request);
    const hear = (message: UploadMessage) => {
      if (message.kind === 'finished') this.#busy.delete(place);
      if (!this.#isClosed) receive(message);
    };
    this.#busy.add(place);
    const endpoint = endpointOf(request.target, osUser);
    const task = new FileUpload({ request, endpoint, pool, limits, receive: hear });
    task.run().catch((error: unknown) => {
      log.error('An upload failed', { key: request.key, because: textOf(error) });
      hear(
        finished(
          'indeterminate',
          'Holdpoint itself failed during the upload: whether the file is in place is not known.',
        ),
      );
    });
    return task;
  }

  close(): void {
    this.#isClosed = true;
  }

  #placeOf({ target, to }: UploadRequest): string {
    return `${nameOf(endpointOf(target, this.#parts.osUser))} ${to}`;
  }

  #refusal(request: UploadRequest): string | null {
    if (this.#isClosed) return 'Holdpoint is closing: nothing was sent to the target.';
    if (/\p{Cc}/u.test(request.to)) return 'The destination holds a control character. Nothing was sent.';
    if (!this.#busy.has(this.#placeOf(request))) return null;
    return `Another upload writes ${request.to} on this target at this moment. Nothing was sent; try again when that one is over.`;
  }
}

function finished(outcome: 'failed' | 'indeterminate', reason: string): UploadMessage {
  return { kind: 'finished', outcome, exitCode: null, signal: null, durationMs: 0, reason, outputText: '' };
}
