import type { Client } from '../../contract/client.ts';
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

/** Follows the runs and says what changed in a way that is worth a notification. */
export function watchDesk(
  client: Client,
  changed: (summary: DeskSummary, news: readonly DeskNews[]) => void,
): () => void {
  let before = new Map<string, RunSummary>();
  const subscription = client.subscribe(
    'home',
    {},
    {
      message: ({ runs }) => {
        const news = before.size === 0 ? [] : runs.flatMap((run) => newsOf(before.get(run.runId), run));
        before = new Map(runs.map((run) => [run.runId, run]));
        changed(summarise(runs), news);
      },
    },
  );
  return () => subscription.close();
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
