import type { ChecklistView } from '../../contract/checklists.ts';
import type { Finding, Problem } from '../../contract/errors.ts';
import type { OperationInput } from '../../contract/operations.ts';
import type { SliceTools } from './tools.ts';

/** A stored checklist, as the address names it: its items, its text, the way into a pass. */
export interface ChecklistSlice {
  readonly checklist: ChecklistView | null;
  readonly checklistProblem: Problem | null;
  readonly isOpeningPass: boolean;
  followChecklist(key: string | null): void;
  reloadChecklist(): Promise<void>;
  /** Opens a pass and goes there; else says why not. */
  openPass(wish: PassWish): Promise<Problem | null>;
  lintText(text: string): Promise<readonly Finding[]>;
  /** Saves a revision and shows the document it became; else says why not. */
  saveChecklist(text: string, how?: SaveManner): Promise<Problem | null>;
}

type PassWish = Pick<OperationInput<'checklists.open'>, 'key' | 'subject' | 't0' | 'timezone'>;

interface SaveManner {
  readonly reason?: string;
  readonly basedOnRevision?: number;
}

export function checklistSlice({ client, set, get, surroundings }: SliceTools): ChecklistSlice {
  let followed: string | null = null;

  return {
    checklist: null,
    checklistProblem: null,
    isOpeningPass: false,
    followChecklist(key) {
      if (key === followed) return;
      followed = key;
      set({ checklist: null, checklistProblem: null });
      void reload();
    },
    reloadChecklist: reload,
    async openPass(wish) {
      set({ isOpeningPass: true });
      const by = { commandId: surroundings.newId(), attribution: get().attribution() };
      const answer = await client.call('checklists.open', { ...wish, ...by });
      set({ isOpeningPass: false });
      if (!answer.ok) return answer.problem;
      get().navigate({ screen: 'checklist', key: wish.key, passId: answer.value.passId });
      return null;
    },
    async lintText(text) {
      const answer = await client.call('documents.lint', { text });
      return answer.ok ? answer.value.findings : [];
    },
    async saveChecklist(text, how = {}) {
      const answer = await client.call('documents.save', { text, ...how, attribution: get().attribution() });
      if (!answer.ok) return answer.problem;
      get().navigate({ screen: 'checklist', key: answer.value.document.key, passId: null });
      await reload();
      return null;
    },
  };

  async function reload(): Promise<void> {
    const key = followed;
    if (key === null) return;
    const answer = await client.call('checklists.get', { key });
    if (followed !== key) return;
    set(answer.ok ? { checklist: answer.value, checklistProblem: null } : { checklistProblem: answer.problem });
  }
}
