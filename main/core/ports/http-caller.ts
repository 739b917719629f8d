/** One HTTP request, bounded in time, size and redirects. Never throws. */
export interface HttpCaller {
  call(request: HttpRequest, receive: (bytes: Uint8Array) => void): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly timeoutMs: number;
  /** Bytes of body after which the answer is cut off as `too-large`. */
  readonly maxBodyBytes: number;
  /** false = a redirect is the answer (a step that expects status 302 wants to see it). */
  readonly followRedirects: boolean;
  readonly signal: AbortSignal;
}

export type HttpAnswer =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly bodyBytes: number;
      readonly durationMs: number;
      /** When the server's certificate ends, UTC ms; left out over plain HTTP. */
      readonly certificateEndsAt?: number;
    }
  /** Failed before a byte of the request was sent: refused, DNS, TLS, connect time-out. */
  | { readonly kind: 'not-sent'; readonly reason: string; readonly durationMs: number }
  /** Sent, and then: reset, stalled past the deadline, body too large, redirected in circles, aborted by us. */
  | {
      readonly kind: 'cut';
      readonly cause: 'reset' | 'timeout' | 'too-large' | 'redirects' | 'aborted';
      readonly reason: string;
      readonly durationMs: number;
    };
