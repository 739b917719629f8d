import type { Dispatcher } from 'undici';
import type { Hop } from './redirects.ts';

export type CutCause = 'reset' | 'timeout' | 'too-large' | 'aborted';

/** One request and its answer, redirects not looked at. */
export type Exchange =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly bodyBytes: number;
    }
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'cut'; readonly cause: CutCause; readonly reason: string };

export interface ExchangeLimits {
  readonly stallMs: number;
  readonly maxBodyBytes: number;
  /** Fires with a `Stop` as its reason. */
  readonly signal: AbortSignal;
}

/** Why we ourselves end an exchange. */
export class Stop extends Error {
  override readonly name = 'Stop';
  readonly cut: CutCause;
  constructor(cut: CutCause, message: string) {
    super(message);
    this.cut = cut;
  }
}

/** `keep` decides from status and headers where the body goes; null = thrown away. */
export type KeepBody = (
  status: number,
  headers: Readonly<Record<string, string>>,
) => ((bytes: Uint8Array) => void) | null;

export function exchange(
  dispatcher: Dispatcher,
  hop: Hop,
  options: { limits: ExchangeLimits; keep: KeepBody },
): Promise<Exchange> {
  return new Promise((resolve) => {
    const handler = new ExchangeHandler(options.limits, options.keep, resolve);
    try {
      dispatcher.dispatch(
        {
          origin: hop.url.origin,
          path: hop.url.pathname + hop.url.search,
          method: hop.method,
          headers: { ...hop.headers },
          body: hop.body,
          headersTimeout: options.limits.stallMs,
          bodyTimeout: options.limits.stallMs,
        },
        handler,
      );
    } catch (error) {
      handler.end({ kind: 'not-sent', reason: wordsOf(error) });
    }
  });
}

class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #limits: ExchangeLimits;
  readonly #keep: KeepBody;
  readonly #resolve: (exchange: Exchange) => void;
  readonly #onAbort = () => this.#stop(this.#limits.signal.reason);
  #controller: Dispatcher.DispatchController | null = null;
  #ended = false;
  #status = 0;
  #headers: Readonly<Record<string, string>> = {};
  #receive: ((bytes: Uint8Array) => void) | null = null;
  #bodyBytes = 0;

  constructor(limits: ExchangeLimits, keep: KeepBody, resolve: (exchange: Exchange) => void) {
    this.#limits = limits;
    this.#keep = keep;
    this.#resolve = resolve;
    limits.signal.addEventListener('abort', this.#onAbort);
    if (limits.signal.aborted) queueMicrotask(this.#onAbort);
  }

  /** undici calls this right before the first byte goes to the socket: from here on the server may have acted. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#ended) {
      controller.abort(new Stop('aborted', 'given up before it was sent'));
      return;
    }
    this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    this.#headers = flatten(headers);
    this.#receive = this.#keep(status, this.#headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#ended) return;
    const room = this.#limits.maxBodyBytes - this.#bodyBytes;
    this.#bodyBytes += Math.min(room, chunk.byteLength);
    this.#receive?.(chunk.byteLength > room ? chunk.subarray(0, room) : chunk);
    if (chunk.byteLength > room) {
      this.#stop(new Stop('too-large', `the answer is larger than ${this.#limits.maxBodyBytes} bytes`));
    }
  }

  onResponseEnd(): void {
    this.end({ kind: 'response', status: this.#status, headers: this.#headers, bodyBytes: this.#bodyBytes });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.end(this.#broken(error));
  }

  end(result: Exchange): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#limits.signal.removeEventListener('abort', this.#onAbort);
    this.#resolve(result);
  }

  #stop(reason: unknown): void {
    const stop = reason instanceof Stop ? reason : new Stop('aborted', 'given up');
    this.end(this.#broken(stop));
    this.#controller?.abort(stop);
  }

  #broken(error: Error): Exchange {
    if (this.#controller === null) return { kind: 'not-sent', reason: wordsOf(error) };
    return { kind: 'cut', cause: causeOf(error), reason: wordsOf(error) };
  }
}

function causeOf(error: Error): CutCause {
  if (error instanceof Stop) return error.cut;
  return /_TIMEOUT$/.test(codeOf(error)) ? 'timeout' : 'reset';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const plainWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'the host is unreachable',
  ENETUNREACH: 'the network is unreachable',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the name server did not answer',
  EPIPE: 'the connection was closed by the other side',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'no connection within the time allowed',
  UND_ERR_HEADERS_TIMEOUT: 'no answer within the time allowed',
  UND_ERR_BODY_TIMEOUT: 'the answer stalled half-way',
  UND_ERR_SOCKET: 'the connection was closed before the answer was complete',
};

/** Node reports a failed connect to several addresses as an AggregateError with an empty message. */
function wordsOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const code = codeOf(first);
  const words = plainWords[code];
  const message = first instanceof Error ? first.message : String(first);
  if (words !== undefined) return `${words} (${code})`;
  return message === '' ? code || 'unknown network failure' : message;
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}
