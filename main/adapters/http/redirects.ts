/** Where a request goes next, and what it may take along. */
export interface Hop {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export type NextHop =
  | { readonly kind: 'final' }
  | { readonly kind: 'hop'; readonly hop: Hop }
  | { readonly kind: 'refused'; readonly reason: string };

export const MAX_REDIRECTS = 5;

const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];
const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
/** All that crosses to another origin: an API key may sit in any header, so the list says what stays. */
const harmlessHeaders: readonly string[] = ['accept', 'accept-language', 'content-type', 'user-agent'];

/**
 * RFC 9110 section 15.4, on the careful side: a body is never sent to another origin, https never becomes http,
 * and an answer we will not follow is the final answer.
 */
export function nextHop(from: Hop, status: number, location: string | undefined): NextHop {
  if (!redirectStatuses.includes(status) || location === undefined) return { kind: 'final' };
  if (!URL.canParse(location, from.url)) return { kind: 'refused', reason: `redirected to "${location}", no address` };
  const url = new URL(location, from.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { kind: 'refused', reason: `redirected to ${url.protocol}, which is not HTTP` };
  }
  if (from.url.protocol === 'https:' && url.protocol === 'http:') {
    return { kind: 'refused', reason: `redirected from https to plain http (${url.host})` };
  }
  return followed(from, status, url);
}

function followed(from: Hop, status: number, url: URL): NextHop {
  const crosses = url.origin !== from.url.origin;
  const keepsMethod = status === 307 || status === 308 || safeMethods.includes(from.method);
  if (keepsMethod && crosses && from.body !== null) return { kind: 'final' };
  const headers = crosses ? pick(from.headers, harmlessHeaders) : from.headers;
  if (keepsMethod) return { kind: 'hop', hop: { ...from, url, headers } };
  return { kind: 'hop', hop: { method: 'GET', url, headers: without(headers, ['content-type']), body: null } };
}

function pick(headers: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name.toLowerCase())));
}

function without(headers: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())));
}
