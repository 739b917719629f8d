import { Agent, type Dispatcher } from 'undici';
import type { HttpAnswer, HttpCaller, HttpRequest } from '../../core/ports/http-caller.ts';
import { certificates } from './certificates.ts';
import { type Exchange, exchange, Stop } from './exchange.ts';
import { type Hop, MAX_REDIRECTS, nextHop } from './redirects.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** A server that says nothing for so long has stalled, however much time the step still has. */
const STALL_MS = 60_000;

/**
 * HTTP/1.1 straight to the target: no proxy from the environment, no retry, no cookie jar, no cache.
 */
export function openHttpCaller(options: { readonly connectTimeoutMs?: number } = {}): HttpCaller {
  const seen = certificates(options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS);
  const connection = { connect: seen.connect, allowH2: false };
  const kept = new Agent({ ...connection, connections: 16, keepAliveTimeout: 4_000 });
  // A server may close an idle connection just as we write to it. For a GET that is a failure; for a POST nobody
  // could say whether it arrived, so what changes things gets a connection of its own.
  const fresh = new Agent({ ...connection, connections: 64, pipelining: 0 });
  const dispatcherFor = (method: string): Dispatcher => (method === 'GET' || method === 'HEAD' ? kept : fresh);
  return {
    async call(request, receive) {
      const answer = await call(request, receive, dispatcherFor);
      const endsAt = seen.endOf(request.url);
      return answer.kind === 'response' && endsAt !== null ? { ...answer, certificateEndsAt: endsAt } : answer;
    },
    async close() {
      await Promise.all([kept.destroy(), fresh.destroy()]);
    },
  };
}

async function call(
  request: HttpRequest,
  receive: (bytes: Uint8Array) => void,
  dispatcherFor: (method: string) => Dispatcher,
): Promise<HttpAnswer> {
  const startedAt = performance.now();
  const durationMs = () => Math.round(performance.now() - startedAt);
  const first = firstHop(request);
  if (typeof first === 'string') return { kind: 'not-sent', reason: first, durationMs: 0 };
  const deadline = startDeadline(request);
  try {
    const answer = await follow(first, { request, receive, dispatcherFor, signal: deadline.signal });
    const dated = { ...answer, durationMs: durationMs() };
    // undici gives a connection back only after it told of the end: a caller that asks again at once would open another.
    await new Promise((resolve) => setImmediate(resolve));
    return dated;
  } finally {
    deadline.clear();
  }
}

function firstHop(request: HttpRequest): Hop | string {
  if (!URL.canParse(request.url)) return `"${request.url}" is not an address`;
  const url = new URL(request.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol} is not HTTP`;
  if (url.username !== '' || url.password !== '') return 'the address carries a user name or password: use a header';
  const named = Object.keys(request.headers).some((name) => name.toLowerCase() === 'user-agent');
  const headers = named ? request.headers : { ...request.headers, 'user-agent': 'holdpoint' };
  return { method: request.method.toUpperCase(), url, headers, body: request.body };
}

function startDeadline(request: HttpRequest): { readonly signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  const onAbort = () => controller.abort(new Stop('aborted', 'cancelled'));
  request.signal.addEventListener('abort', onAbort);
  if (request.signal.aborted) onAbort();
  const expire = () => controller.abort(new Stop('timeout', `no complete answer within ${request.timeoutMs} ms`));
  const timer = setTimeout(expire, Math.min(request.timeoutMs, 2 ** 31 - 1));
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', onAbort);
    },
  };
}

interface Journey {
  readonly request: HttpRequest;
  readonly receive: (bytes: Uint8Array) => void;
  readonly dispatcherFor: (method: string) => Dispatcher;
  readonly signal: AbortSignal;
}

type Undated = HttpAnswer extends infer A ? (A extends HttpAnswer ? Omit<A, 'durationMs'> : never) : never;

async function follow(first: Hop, journey: Journey): Promise<Undated> {
  const visited = [key(first)];
  let hop = first;
  for (;;) {
    const answer = await once(hop, journey);
    if (answer.kind !== 'response') return visited.length === 1 ? answer : afterRedirect(answer, hop);
    const next = journey.request.followRedirects
      ? nextHop(hop, answer.status, answer.headers.location)
      : { kind: 'final' as const };
    if (next.kind === 'final') return answer;
    if (next.kind === 'refused') return { kind: 'cut', cause: 'redirects', reason: next.reason };
    const circle = visited.includes(key(next.hop));
    visited.push(key(next.hop));
    if (circle) return { kind: 'cut', cause: 'redirects', reason: `redirected in a circle: ${visited.join(' → ')}` };
    if (visited.length > MAX_REDIRECTS + 1) {
      return { kind: 'cut', cause: 'redirects', reason: `redirected more than ${MAX_REDIRECTS} times` };
    }
    hop = next.hop;
  }
}

function once(hop: Hop, journey: Journey): Promise<Exchange> {
  const { request, signal, receive } = journey;
  const isFinal = (status: number, location: string | undefined) =>
    !request.followRedirects || nextHop(hop, status, location).kind === 'final';
  return exchange(journey.dispatcherFor(hop.method), hop, {
    limits: { stallMs: Math.min(STALL_MS, request.timeoutMs), maxBodyBytes: request.maxBodyBytes, signal },
    keep: (status, headers) => (isFinal(status, headers.location) ? receive : null),
  });
}

/** The first request did arrive: whatever fails later, it is no longer true that nothing was sent. */
function afterRedirect(answer: Exclude<Exchange, { kind: 'response' }>, hop: Hop): Undated {
  const reason = `redirected to ${hop.url.origin}, and there: ${answer.reason}`;
  return answer.kind === 'cut' ? { ...answer, reason } : { kind: 'cut', cause: 'reset', reason };
}

function key(hop: Hop): string {
  return `${hop.method} ${hop.url.href}`;
}
