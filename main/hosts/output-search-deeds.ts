import { type Found, type IndexStep, OutputSearching, type Search } from '../../db/output-search.ts';

export interface OutputSearchDeeds {
  step(workspace: string, budget: number): IndexStep;
  search(workspace: string, asked: Search): Found;
}

/** What the thread does, and what is done here where no thread starts. */
export function outputSearchDeeds(): OutputSearchDeeds {
  const opened = new Map<string, OutputSearching>();
  const of = (workspace: string) => {
    const known = opened.get(workspace) ?? new OutputSearching(workspace);
    opened.set(workspace, known);
    return known;
  };
  return {
    step: (workspace, budget) => of(workspace).step(budget),
    search: (workspace, asked) => of(workspace).search(asked),
  };
}
