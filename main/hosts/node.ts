import type { Problem } from '../../contract/errors.ts';
import { followRuns } from '../desktop/desk-watch.ts';
import { isBrowserWanted, openBrowser } from './browser.ts';
import { createBrowserShell } from './browser-shell.ts';
import type { ComposeOptions } from './compose.ts';
import { type Connected, connectOrOwn } from './connect-or-own.ts';
import type { DoorOptions } from './loopback-door.ts';

export interface BrowserHostOptions extends DoorOptions, Pick<ComposeOptions, 'extraKnownHosts' | 'terminal'> {
  readonly workspaceDir: string;
  /** Opens a browser on the link. */
  readonly open: boolean;
  /** Says where it is as a line of JSON. */
  readonly json: boolean;
  /** One line a call. */
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
}

const EXIT_UNUSABLE = 6;
const EXIT_REFUSED = 5;
/** Running work is awaited this long when the host is asked to end; detached work on targets outlives it anyway. */
const GRACE_MS = 15_000;

/**
 * The browser host: the core, its two doors, and one line that says where. Ends at SIGINT or SIGTERM with 0, after
 * running work was awaited; a second signal ends it at once. On a workspace that another core has open it prints
 * that core's link and ends.
 */
export async function runBrowserHost(options: BrowserHostOptions): Promise<number> {
  const stopping = Promise.withResolvers<number>();
  const connected = await connectOrOwn({
    ...options,
    mode: 'drive',
    host: 'browser',
    door: options,
    onFatal: () => stopping.resolve(EXIT_UNUSABLE),
  });
  if (connected.kind === 'refused') return refuse(options, connected.problem, EXIT_UNUSABLE);
  const link = await connected.client.call('workspace.link', {});
  if (!link.ok) {
    await connected.close();
    return refuse(options, link.problem, EXIT_REFUSED);
  }
  announce(options, connected, link.value.url);
  if (connected.kind === 'attached') {
    await connected.close();
    return 0;
  }
  followRuns(connected.client, createBrowserShell(options.complain), () => {});
  const stopListening = onSignals(() => stopping.resolve(0));
  const code = await stopping.promise;
  await connected.close(code === 0 ? GRACE_MS : 0);
  stopListening();
  return code;
}

function announce(options: BrowserHostOptions, connected: Connected, url: string): void {
  const { workspaceDir } = options;
  const already = connected.kind === 'attached';
  if (options.json) options.say(JSON.stringify({ kind: 'serving', url, workspace: workspaceDir, already }));
  else options.say(already ? `Holdpoint runs already: ${url}` : `Holdpoint is open at ${url}`);
  if (options.open && isBrowserWanted()) openBrowser(workspaceDir, url);
}

function refuse({ complain }: BrowserHostOptions, problem: Problem, code: number): number {
  complain(problem.message);
  return code;
}

/** The first signal asks; the next one ends the process as it would have without us. */
function onSignals(ask: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const remove = () => {
    for (const signal of signals) process.off(signal, asked);
  };
  const asked = () => {
    remove();
    ask();
  };
  for (const signal of signals) process.on(signal, asked);
  return remove;
}
