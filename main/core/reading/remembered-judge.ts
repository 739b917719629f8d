import {
  type JudgedDocument,
  judgeDocument,
  type ResolveWallTime,
  type StoredChecklists,
  type StoredDocuments,
} from '../../domain/plan/index.ts';

export type JudgeText = (text: string, stored?: StoredChecklists) => JudgedDocument;

/** Texts kept together with what they mean: one of the largest, or many of the usual size. */
const REMEMBERED_CHARS = 4 * 1024 * 1024;

/**
 * Judges a text once: a runbook of 5,000 steps takes seconds, during which the core does nothing else, and saving,
 * looking and creating a run all ask for the same text. The oldest is forgotten first.
 */
export function rememberedJudge(resolve: ResolveWallTime, judge: typeof judgeDocument = judgeDocument): JudgeText {
  const remembered = new Map<string, JudgedDocument>();
  let chars = 0;
  return (text, stored) => {
    const name = stored === undefined ? text : `${signature(stored)}${text}`;
    const known = remembered.get(name);
    if (known !== undefined) {
      remembered.delete(name);
      remembered.set(name, known);
      return known;
    }
    const judged = judge(text, resolve, stored);
    remembered.set(name, judged);
    chars += name.length;
    for (const oldest of remembered.keys()) {
      if (chars <= REMEMBERED_CHARS || oldest === name) break;
      remembered.delete(oldest);
      chars -= oldest.length;
    }
    return judged;
  };
}

/** What a verdict depends on beside the text. */
function signature({ environments, vaultNames, ...checklists }: StoredChecklists): string {
  const shelf = ({ found, keys }: StoredDocuments) => [
    found.map(({ key, revision, sha256 }) => [key, revision, sha256]),
    keys,
  ];
  return JSON.stringify([shelf(checklists), environments === undefined ? null : shelf(environments), vaultNames]);
}
