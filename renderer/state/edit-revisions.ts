import type { EditHold } from './edit-reading.ts';
import { isDirty } from './edit-session.ts';
import type { SliceTools } from './tools.ts';

/** What the parts of the edit slice lend each other. */
export interface EditActs extends EditHold {
  replaceText(text: string): void;
  reload(key: string): Promise<void>;
}

/** Newer revisions, older ones, and what lies between. */
export function revisionActs({ client, set, get }: SliceTools, { session, update, replaceText, reload }: EditActs) {
  return {
    /** Home says which revision is the newest: without a draft it is taken over, with one it is told. */
    meetRevision(revision: number): void {
      const now = session();
      if (now === null || now.isSaving || revision <= now.base.revision || now.newer === revision) return;
      if (isDirty(now)) void get().meetNewest();
      else void reload(now.base.key);
    },
    async meetNewest(): Promise<void> {
      const now = session();
      if (now === null) return;
      const { key, revision } = now.base;
      const answer = await client.call('documents.merge', { key, basedOnRevision: revision, text: now.text });
      if (answer.ok) update(() => ({ newer: answer.value.newest, merge: answer.value }));
      else get().tellProblem('The newer revision was not compared', answer.problem);
    },
    /** both = mine and theirs in one text; mine = my text stands in their place; newest = theirs, mine is one undo away. */
    async settleNewest(how: 'both' | 'mine' | 'newest'): Promise<void> {
      await get().meetNewest();
      const now = session();
      const merge = now?.merge;
      if (now === null || merge === null || merge === undefined) return;
      const mine = how === 'mine' ? now.text : how === 'newest' ? merge.newestText : merge.text;
      if (mine === null) return;
      const answer = await client.call('documents.get', { key: now.base.key, revision: merge.newest });
      if (!answer.ok) {
        get().tellProblem('The newer revision was not taken', answer.problem);
        return;
      }
      const { document, text } = answer.value;
      update(() => ({
        base: { key: now.base.key, revision: document.revision, sha256: document.sha256, text },
        ...{ newer: null, merge: null, saveProblem: null, comparison: null },
      }));
      replaceText(mine);
    },
    async openHistory(): Promise<void> {
      const now = session();
      if (now === null) return;
      set({ editPane: 'history' });
      const answer = await client.call('documents.history', { key: now.base.key });
      if (answer.ok) update(() => ({ history: answer.value }));
      else get().tellProblem('The history was not read', answer.problem);
    },
    /** From a revision to another one, or to the draft. */
    async compareWith(from: number, to: number | 'draft'): Promise<void> {
      const now = session();
      if (now === null) return;
      const side = to === 'draft' ? { text: now.text } : to;
      const answer = await client.call('documents.compare', { key: now.base.key, from, to: side });
      if (!answer.ok) {
        get().tellProblem('The two were not compared', answer.problem);
        return;
      }
      const title = to === 'draft' ? `Revision ${from} → your draft` : `Revision ${from} → revision ${to}`;
      update(() => ({ comparison: { title, ...answer.value } }));
    },
    closeComparison(): void {
      update(() => ({ comparison: null }));
    },
    /** The older text becomes the newest revision; nothing between is lost. */
    async restoreRevision(revision: number): Promise<void> {
      const now = session();
      if (now === null) return;
      const answer = await client.call('documents.get', { key: now.base.key, revision });
      if (!answer.ok) {
        get().tellProblem(`Revision ${revision} was not read`, answer.problem);
        return;
      }
      replaceText(answer.value.text);
      if (await get().saveEdit(`Restored revision ${revision}`)) await get().openHistory();
    },
  };
}
