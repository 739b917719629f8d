import type { CoreParts } from '../handlers/core-parts.ts';
import { checklistFeed } from './checklist-feed.ts';
import { environmentFeed, environmentsFeed } from './environment-feed.ts';
import { eventsFeed } from './events-feed.ts';
import type { Feeds } from './feed.ts';
import { homeFeed } from './home-feed.ts';
import { outputFeed } from './output-feed.ts';
import { probesFeed } from './probes-feed.ts';
import { questionsFeed } from './questions-feed.ts';
import { rowsFeed } from './rows-feed.ts';
import { runFeed } from './run-feed.ts';
import { terminalFeed } from './terminal-feed.ts';
import { transfersFeed } from './transfers-feed.ts';

/** Topic → its feed; a topic without one does not compile. */
export function createFeeds(parts: CoreParts): Feeds {
  return {
    home: homeFeed(parts),
    run: runFeed(parts),
    checklist: checklistFeed(parts),
    environments: environmentsFeed(parts),
    environment: environmentFeed(parts),
    output: outputFeed(parts),
    rows: rowsFeed(parts),
    transfers: transfersFeed(parts),
    terminal: terminalFeed(parts),
    events: eventsFeed(parts),
    probes: probesFeed(parts),
    questions: questionsFeed(parts),
  };
}
