import type { Problem } from '../../contract/errors.ts';
import { runIdSchema, stepIdSchema, targetNameSchema } from '../../contract/ids.ts';
import type { OutputFilter, OutputHit } from '../../contract/output-views.ts';
import type { SearchQuery } from './route.ts';
import type { SliceTools } from './tools.ts';

/** What was found in the output of all runs, newest first, as far as it was asked for. */
export interface SearchState {
  /** What it was looked for; null = nothing yet. */
  readonly of: SearchQuery | null;
  readonly hits: readonly OutputHit[];
  /** From where older ones go on; null = there are none. */
  readonly next: string | null;
  readonly isAsking: boolean;
  /** Stored bytes that are not indexed yet; `isPartial` = not all of them were looked through. */
  readonly pendingBytes: number;
  readonly isPartial: boolean;
  readonly problem: Pick<Problem, 'message'> | null;
}

export interface SearchSlice {
  readonly search: SearchState;
  /** Looks for it; what was asked before and has not come yet is of no interest any more. */
  searchOutput(query: SearchQuery): void;
  /** Older lines. */
  searchOlder(): void;
}

const nothing: SearchState = {
  ...{ of: null, hits: [], next: null, isAsking: false, pendingBytes: 0, isPartial: false, problem: null },
};
/** A word that stands in many pieces but in no line of them is looked for in rounds; so many without being asked. */
const ROUNDS = 40;
const ENOUGH = 50;
const AGAIN_MS = 1500;
/** Where people stop to read; older ones are narrowed down, not scrolled to. */
const MOST_HITS = 5_000;

export function searchSlice({ client, surroundings, set, get }: SliceTools): SearchSlice {
  let turn = 0;
  let cancelAgain: () => void = () => {};

  return {
    search: nothing,
    searchOutput(query) {
      turn += 1;
      cancelAgain();
      if (query.text.trim() === '') set({ search: nothing });
      else void ask(turn, query, []);
    },
    searchOlder() {
      const { of, next, isAsking, hits } = get().search;
      if (of === null || next === null || isAsking || hits.length >= MOST_HITS) return;
      void ask(turn, of, hits, next);
    },
  };

  // biome-ignore lint/complexity/useMaxParams: a turn, what is asked, and from where it goes on
  async function ask(mine: number, query: SearchQuery, before: readonly OutputHit[], from?: string): Promise<void> {
    set(({ search }) => ({ search: { ...search, isAsking: true, problem: null } }));
    let hits = before;
    let cursor = from;
    for (let round = 0; round < ROUNDS; round += 1) {
      const answer = await client.call('output.search', {
        text: query.text,
        how: query.isExact ? 'exact' : 'words',
        filter: filterOf(query),
        ...(cursor === undefined ? {} : { before: cursor }),
      });
      if (mine !== turn) return;
      if (!answer.ok) {
        set(({ search }) => ({ search: { ...search, of: query, isAsking: false, problem: answer.problem } }));
        return;
      }
      const { next, pendingBytes, isPartial } = answer.value;
      hits = [...hits, ...answer.value.hits];
      const isEnough = next === null || hits.length >= before.length + ENOUGH || round === ROUNDS - 1;
      const told = cursor === undefined ? { pendingBytes, isPartial } : {};
      set(({ search }) => ({ search: { ...search, ...told, of: query, hits, next, isAsking: !isEnough } }));
      if (isEnough) break;
      cursor = next;
    }
    if (from === undefined && get().search.pendingBytes > 0) askAgain(mine, query);
  }

  /** What is being indexed meanwhile is found as well, unless the person has gone on to older lines. */
  function askAgain(mine: number, query: SearchQuery): void {
    const { hits } = get().search;
    cancelAgain = surroundings.after(AGAIN_MS, () => {
      if (mine === turn && get().search.hits === hits && get().route.screen === 'search') void ask(mine, query, []);
    });
  }
}

function filterOf({ runId, stepId, target }: SearchQuery): OutputFilter {
  const run = runIdSchema.safeParse(runId);
  const step = stepIdSchema.safeParse(stepId);
  const on = targetNameSchema.safeParse(target);
  return {
    ...(runId !== '' && run.success ? { runId: run.data } : {}),
    ...(stepId !== '' && step.success ? { stepId: step.data } : {}),
    ...(target !== '' && on.success ? { target: on.data } : {}),
  };
}
