import type { Problem } from '../../contract/errors.ts';
import type { Preview } from '../../contract/workspace-views.ts';
import type { SliceTools } from './tools.ts';

export interface PreviewSlice {
  readonly preview: Preview | null;
  readonly previewProblem: Problem | null;
  readonly isPreviewing: boolean;
  /** What would run where with these values; without any, what has no value stays a placeholder. */
  loadPreview(key: string, inputs: Readonly<Record<string, string>>): Promise<void>;
}

export function previewSlice({ client, set }: SliceTools): PreviewSlice {
  let turn = 0;
  let shownKey: string | null = null;
  return {
    preview: null,
    previewProblem: null,
    isPreviewing: false,
    async loadPreview(key, inputs) {
      const mine = ++turn;
      if (shownKey !== key) set({ preview: null });
      shownKey = key;
      set({ isPreviewing: true });
      const answer = await client.call('runbooks.preview', { key, inputs: { ...inputs } });
      if (mine !== turn) return;
      set({
        isPreviewing: false,
        ...(answer.ok ? { preview: answer.value, previewProblem: null } : { previewProblem: answer.problem }),
      });
    },
  };
}
