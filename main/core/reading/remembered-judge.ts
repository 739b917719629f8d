import { type JudgedDocument, judgeDocument, type ResolveWallTime } from '../../domain/plan/index.ts';

export type JudgeText = (text: string) => JudgedDocument;

/** Texts kept together with what they mean: one of the largest, or many of the usual size. */
const REMEMBERED_CHARS = 4 * 1024 * 1024;

/**
 * Judges a text once: a runbook of 5,000 steps takes seconds, during which the core does nothing else, and saving,
 * looking and creating a run all ask for the same text. The oldest is forgotten first.
 */
export function rememberedJudge(resolve: ResolveWallTime, judge: typeof judgeDocument = judgeDocument): JudgeText {
  const remembered = new Map<string, JudgedDocument>();
  let chars = 0;
  return (text) => {
    const known = remembered.get(text);
    if (known !== undefined) {
      remembered.delete(text);
      remembered.set(text, known);
      return known;
    }
    const judged = judge(text, resolve);
    remembered.set(text, judged);
    chars += text.length;
    for (const oldest of remembered.keys()) {
      if (chars <= REMEMBERED_CHARS || oldest === text) break;
      remembered.delete(oldest);
      chars -= oldest.length;
    }
    return judged;
  };
}
