import { ok } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { TopicMessage } from '../../../contract/topics.ts';
import type { RunSummary } from '../../../contract/views.ts';
import { runSummary } from '../../domain/run/index.ts';
import type { CoreParts } from '../handlers/core-parts.ts';
import { workspaceView } from '../handlers/workspace.ts';
import { Coalescer } from './coalesce.ts';
import type { OpenFeed } from './feed.ts';

const HOME_EVERY_MS = 300;

/** Runs, documents and the workspace's conditions, whole, a few times a second at most. */
export function homeFeed(parts: CoreParts): OpenFeed<'home'> {
  return (_params, ready) => {
    let isDue = true;
    const coalescer = new Coalescer(parts.clock, HOME_EVERY_MS, ready);
    const touch = () => {
      isDue = true;
      coalescer.touch();
    };
    const stops = [parts.desk.onEvents(touch), parts.journal.onAppend(touch)];
    return ok({
      take: () => {
        if (!isDue) return [];
        isDue = false;
        return [homeMessage(parts)];
      },
      close: () => {
        coalescer.close();
        for (const stop of stops) stop();
      },
    });
  };
}

function homeMessage(parts: CoreParts): TopicMessage<'home'> {
  return { workspace: workspaceView(parts), runs: runSummaries(parts), documents: parts.library.list() };
}

/** Newest first. */
export function runSummaries({ desk }: Pick<CoreParts, 'desk'>): RunSummary[] {
  return desk.runIds().flatMap((runId: RunId) => {
    const state = desk.state(runId);
    return state === null ? [] : [runSummary(state, desk.isDriving(runId))];
  });
}
