/**
 * Every way to knock at the loopback door, on one page; the attack tests are generated from this table.
 * `origin: 'exact'` refuses an absent Origin too. Whatever is not here is a file of the page, or not found.
 */
export const routes = [
  {
    name: 'session',
    method: 'POST',
    path: '/session',
    kind: 'json',
    origin: 'exact',
    needs: 'launch token',
    why: 'trades the launch token, once, for the cookie and a tab secret',
  },
  {
    name: 'tab',
    method: 'POST',
    path: '/tab',
    kind: 'json',
    origin: 'exact',
    needs: 'cookie',
    why: 'a reloaded page gets a new tab secret',
  },
  {
    name: 'rpc',
    method: 'GET',
    path: '/rpc',
    kind: 'upgrade',
    origin: 'exact',
    needs: 'cookie',
    why: 'the WebSocket; its first frame is the hello with the tab secret',
  },
  {
    name: 'page',
    method: 'GET',
    path: '/',
    kind: 'static',
    origin: 'own or absent',
    needs: 'nothing',
    why: 'the page and its assets; they hold no data',
  },
] as const;

export type Route = (typeof routes)[number];
export type RouteName = Route['name'];

/** Names of hosts and origins this door answers to, each pair exact. */
export interface Entrance {
  readonly host: string;
  readonly origin: string;
}

/** What a request says about where it comes from. */
export interface Provenance {
  readonly method: string;
  readonly path: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly fetchMode: string | undefined;
  readonly fetchDest: string | undefined;
}

export type Verdict =
  | { readonly kind: 'route'; readonly route: Route }
  | { readonly kind: 'refused'; readonly status: 400 | 403 | 404 | 405 | 421; readonly allow?: string };

/** Judges a request before anything of it is used. Pure. */
export function judge(request: Provenance, entrances: readonly Entrance[]): Verdict {
  const entrance = entrances.find((one) => one.host === request.host);
  if (entrance === undefined) return { kind: 'refused', status: 421 };
  if (!request.path.startsWith('/')) return { kind: 'refused', status: 400 };
  const route = routes.find((one) => one.kind !== 'static' && one.path === request.path) ?? page;
  if (request.method !== route.method) return { kind: 'refused', status: 405, allow: route.method };
  if (!isOriginFine(route, request.origin, entrance.origin)) return { kind: 'refused', status: 403 };
  if (!isFetchSiteFine(route, request)) return { kind: 'refused', status: 403 };
  // A service worker would outlive the page, the core and the next version: none is ever handed out.
  if (request.fetchDest === 'serviceworker') return { kind: 'refused', status: 403 };
  return { kind: 'route', route };
}

const page: Route = routes[3];

function isOriginFine(route: Route, origin: string | undefined, own: string): boolean {
  return origin === own || (origin === undefined && route.origin === 'own or absent');
}

/** Chromium sends no Sec-Fetch headers on upgrades; another site may open our page, but fetch nothing from it. */
function isFetchSiteFine(route: Route, { fetchSite, fetchMode }: Provenance): boolean {
  if (route.kind === 'upgrade' || fetchSite === undefined) return true;
  if (fetchSite === 'same-origin') return true;
  if (route.kind === 'json') return false;
  return fetchSite === 'none' || fetchMode === 'navigate';
}
