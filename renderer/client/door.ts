import { z } from 'zod';

/** How this page got in, or why not. A tab's secret lives in memory only: a reload asks for a new one by cookie. */
type Entry =
  | { readonly kind: 'open'; readonly secret: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unreachable' };

export interface Door {
  /** Trades the launch token (once) or the cookie for a secret of this tab. */
  enter(): Promise<Entry>;
  readonly socketUrl: string;
  onEntry(listener: (entry: Entry) => void): () => void;
}

const answerSchema = z.object({ tabSecret: z.string().min(1) });

/** The launch token leaves the address bar before anything else runs, so that no copy of the address carries it. */
export function enterDesk(page: Window): Door {
  let token = takeToken(page);
  const listeners = new Set<(entry: Entry) => void>();
  const url = new URL('/rpc', page.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';

  return {
    socketUrl: url.href,
    async enter() {
      const entry = await tryDoors();
      for (const listener of listeners) listener(entry);
      return entry;
    },
    onEntry(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  async function tryDoors(): Promise<Entry> {
    const used = token;
    token = null;
    if (used === null) return knock('/tab', {});
    const first = await knock('/session', { token: used });
    // A used-up link still opens for a browser that holds the cookie from its first use.
    if (first.kind === 'refused') return knock('/tab', {});
    if (first.kind === 'unreachable') token = used;
    return first;
  }
}

const TOKEN = /^#(?:\/?\?)?(?:token=)?([A-Za-z0-9_-]{16,})$/;

function takeToken(page: Window): string | null {
  const token = TOKEN.exec(page.location.hash)?.[1] ?? null;
  if (token !== null) page.history.replaceState(null, '', `${page.location.pathname}#/`);
  return token;
}

async function knock(path: string, body: unknown): Promise<Entry> {
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
    });
    if (answer.status >= 500) return { kind: 'unreachable' };
    if (!answer.ok) return { kind: 'refused' };
    const said = answerSchema.safeParse(await answer.json());
    return said.success ? { kind: 'open', secret: said.data.tabSecret } : { kind: 'refused' };
  } catch {
    return { kind: 'unreachable' };
  }
}
