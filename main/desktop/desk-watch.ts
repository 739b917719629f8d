import type { Client } from '../../contract/client.ts';
import type { TopicMessage } from '../../contract/topics.ts';
import type { RunSummary } from '../../contract/views.ts';

/** What the desktop around the window needs to know of the runs. */
export interface DeskSummary {
  /** Runs that are started and not over. */
  readonly open: readonly RunSummary[];
  /** Those of them that stand still until a person acts. */
  readonly standing: readonly RunSummary[];
  /** One line for the tray. */
  readonly line: string;
}

export interface DeskNews {
  readonly title: string;
  readonly body: string;
}

/** What a host does for the person while runs are open. */
export interface DeskHost {
  notify(news: DeskNews): void;
  keepAwake(isNeeded: boolean): boolean;
}

/** Follows the runs: shows where they stand, keeps the machine awake meanwhile, and tells what is worth telling. */
export function followRuns(client: Client, host: DeskHost, show: (summary: DeskSummary) => void): () => void {
  let before: ReadonlyMap<string, RunSummary> | null = null;
  const message = ({ runs }: TopicMessage<'home'>) => {
    const known = before;
    before = new Map(runs.map((run) => [run.runId, run]));
    const summary = summarise(runs);
    show(summary);
    host.keepAwake(summary.open.length > 0);
    // What was so before we looked is no news.
    if (known !== null) for (const run of runs) for (const news of newsOf(known.get(run.runId), run)) host.notify(news);
  };
  const subscription = client.subscribe('home', {}, { message });
  return () => subscription.close();
}

/** Quitting while this core drives a run is asked about; null = there is nothing to ask. */
export function quitQuestion({ open }: DeskSummary) {
  const going = open.filter((run) => run.driven && !run.held);
  if (going.length === 0) return null;
  return {
    message: `${going.map((run) => run.title).join(', ')}: the run is going on`,
    detail:
      'Quitting starts nothing new, waits a few seconds for running steps, then holds the run. Detached work on the targets goes on and is asked about at the next start.',
    proceed: 'Hold and quit',
    stay: 'Stay',
  };
}

export function summarise(runs: readonly RunSummary[]): DeskSummary {
  const open = runs.filter((run) => run.life === 'running' || run.life === 'backing-out' || run.life === 'aborting');
  const standing = open.filter((run) => run.held || run.failing);
  return { open, standing, line: lineOf(open, standing.length) };
}

function lineOf(open: readonly RunSummary[], standing: number): string {
  const [only] = open;
  if (only === undefined) return 'Holdpoint: no run is open';
  if (open.length > 1) return `Holdpoint: ${open.length} runs are open, ${standing} held`;
  return `${only.title}: ${only.held ? 'held' : only.failing ? 'failing' : only.life}, ${only.done} of ${only.total} done`;
}

function newsOf(before: RunSummary | undefined, now: RunSummary): DeskNews[] {
  if (before === undefined) return [];
  if (!before.held && now.held) return [{ title: now.title, body: 'The run is held. It needs a decision.' }];
  if (!before.failing && now.failing) return [{ title: now.title, body: 'A step failed.' }];
  if (before.endedAt === null && now.endedAt !== null)
    return [{ title: now.title, body: `The run is over: ${now.closureCode ?? now.life}.` }];
  return [];
}
