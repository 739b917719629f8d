import { ok } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { TopicMessage } from '../../../contract/topics.ts';
import type { RunSummary } from '../../../contract/views.ts';
import { type RunState, runSummary } from '../../domain/run/index.ts';
import type { CoreParts } from '../handlers/core-parts.ts';
import { workspaceView } from '../handlers/workspace.ts';
import { rehearsalFacts, rememberedOverlaps } from './agenda.ts';
import { checklistPasses } from './checklist-passes.ts';
import { Coalescer } from './coalesce.ts';
import type { OpenFeed, TopicFeed } from './feed.ts';

const HOME_EVERY_MS = 300;
/** A disk that fills up or a range that opens is no event of the log: it is looked for. */
const LOOK_EVERY_MS = 3000;

export type HomeParts = Pick<
  CoreParts,
  'desk' | 'journal' | 'checklists' | 'library' | 'clock' | 'seat' | 'conditions' | 'range'
>;

/** Runs, documents and the workspace's conditions, whole, a few times a second at most. */
export function homeFeed(parts: HomeParts): OpenFeed<'home'> {
  return (_params, ready) => ok(new HomeFeed(parts, ready));
}

class HomeFeed implements TopicFeed<TopicMessage<'home'>> {
  readonly #parts: HomeParts;
  readonly #coalescer: Coalescer;
  readonly #stops: readonly (() => void)[];
  #cancelLook: () => void = () => {};
  readonly #overlaps = rememberedOverlaps();
  #isDue = true;
  #shown = '';
  #outlook = '';

  constructor(parts: HomeParts, ready: () => void) {
    this.#parts = parts;
    this.#coalescer = new Coalescer(parts.clock, HOME_EVERY_MS, ready);
    const touch = () => this.#touch();
    this.#stops = [parts.desk.onEvents(touch), parts.journal.onAppend(touch)];
    this.#look();
  }

  take(): readonly TopicMessage<'home'>[] {
    if (!this.#isDue) return [];
    const documents = this.#parts.library.known();
    // Only at the start, and only then may a large text take its second: the list follows when it is known whole.
    if (documents === null) {
      void this.#parts.library.list().then(() => this.#touch());
      return [];
    }
    this.#isDue = false;
    const workspace = workspaceView(this.#parts);
    this.#shown = JSON.stringify(workspace);
    const { library } = this.#parts;
    const runs = runSummaries(this.#parts);
    this.#outlook = outlook(runs);
    const sources = { documents, runs: runStates(this.#parts) };
    return [
      {
        workspace,
        documents,
        runs,
        checklists: checklistPasses(this.#parts),
        overlaps: this.#overlaps(sources),
        rehearsals: rehearsalFacts(sources, (sha256) => library.print(sha256)),
      },
    ];
  }

  close(): void {
    this.#coalescer.close();
    this.#cancelLook();
    for (const stop of this.#stops) stop();
  }

  #touch(): void {
    this.#isDue = true;
    this.#coalescer.touch();
  }

  /** Colour and forecast of an open run change with time alone. */
  #hasMoved(): boolean {
    const said = outlook(runSummaries(this.#parts));
    return said !== this.#outlook;
  }

  #look(): void {
    this.#cancelLook = this.#parts.clock.after(LOOK_EVERY_MS, () => {
      if (JSON.stringify(workspaceView(this.#parts)) !== this.#shown || this.#hasMoved()) this.#touch();
      this.#look();
    });
  }
}

const MINUTE = 60_000;

/** What the agenda tells of open runs, as far as time alone can change it; the projected end to the minute. */
function outlook(runs: readonly RunSummary[]): string {
  return JSON.stringify(
    runs.flatMap(({ runId, open }) => {
      if (open === null) return [];
      const end = open.projectedEnd === null ? null : Math.floor(open.projectedEnd / MINUTE);
      return [[runId, open.rag.colour, open.heldBecause, open.next?.stepId, open.next?.what, end]];
    }),
  );
}

/** Newest first. */
export function runSummaries({ desk }: Pick<CoreParts, 'desk'>): RunSummary[] {
  return runStates({ desk }).map((state) => runSummary(state, desk.now(state.runId), desk.isDriving(state.runId)));
}

function runStates({ desk }: Pick<CoreParts, 'desk'>): RunState[] {
  return desk.runIds().flatMap((runId: RunId) => desk.state(runId) ?? []);
}
