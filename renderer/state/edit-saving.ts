import type { OperationOutput } from '../../contract/operations.ts';
import { type DraftBase, draftText, dropDraft, readDraft } from './edit-draft.ts';
import type { EditHold, EditReading } from './edit-reading.ts';
import { type EditSession, isDirty, openedSession } from './edit-session.ts';
import { freeKey, newRunbookText } from './new-runbook.ts';
import { runbookRoute } from './route.ts';
import type { SliceTools } from './tools.ts';

/** From a stored revision to a draft, and from the draft to the next revision. */
export function saveActs(tools: SliceTools, { session, update }: EditHold, reading: EditReading) {
  const { client, set, get, surroundings } = tools;
  return { reload, saveEdit, newRunbook };

  /** The newest revision, or the one a kept draft was made for, with that draft on top. */
  async function reload(key: string): Promise<void> {
    const answer = await client.call('documents.get', { key });
    if (!answer.ok) {
      set({ editProblem: answer.problem.message });
      return;
    }
    const newest = baseOf(answer.value);
    const draft = readDraft(surroundings, key);
    const base = draft === null || draft.sha256 === newest.sha256 ? newest : ((await revisionOf(key, draft)) ?? newest);
    const isUsable = draft !== null && draft.sha256 === base.sha256;
    const opened = openedSession(base, isUsable ? draftText(draft, base.text) : base.text, isUsable ? draft.at : null);
    set({ editing: opened });
    await Promise.all([reading.readTable(), get().lookAtFile()]);
    if (base.revision !== newest.revision) await get().meetNewest();
  }

  async function revisionOf(key: string, draft: { revision: number; sha256: string }): Promise<DraftBase | null> {
    const answer = await client.call('documents.get', { key, revision: draft.revision });
    return answer.ok && answer.value.document.sha256 === draft.sha256 ? baseOf(answer.value) : null;
  }

  async function saveEdit(reason: string): Promise<boolean> {
    const asked = session();
    if (asked === null || asked.isSaving) return false;
    if (!isDirty(asked)) return true;
    update(() => ({ isSaving: true, saveProblem: null }));
    const answer = await client.call('documents.save', {
      text: asked.text,
      ...(reason === '' ? {} : { reason }),
      basedOnRevision: asked.base.revision,
      attribution: get().attribution(),
    });
    update(() => ({ isSaving: false }));
    if (answer.ok) {
      saved(asked, answer.value);
      return true;
    }
    update(() => ({ saveProblem: answer.problem }));
    if (answer.problem.code === 'conflict') await get().meetNewest();
    return false;
  }

  function saved(asked: EditSession, { document, findings, file }: OperationOutput<'documents.save'>): void {
    dropDraft(surroundings, asked.base.key);
    if (document.key !== asked.base.key) {
      const text = `The key is ${document.key} now; ${asked.base.key} stays as it was.`;
      get().tell({ tone: 'good', title: 'Saved as a document of its own', text });
      get().navigate(runbookRoute(document.key, 'edit'));
      return;
    }
    const base = { key: document.key, revision: document.revision, sha256: document.sha256, text: asked.text };
    update((now) => ({
      ...{ base, file, newer: null, merge: null, restoredAt: null, history: null, comparison: null },
      findings: now.text === asked.text ? findings : now.findings,
    }));
    set((state) => ({ editPane: state.editPane === 'save' ? null : state.editPane }));
    reading.keepNow();
    // The rooms beside this one show the newest revision, too.
    if (document.kind === 'Runbook') get().openRunbook(document.key);
  }

  /** Begins a runbook from the template, stored at once so that it has its place on the agenda. */
  async function newRunbook(): Promise<void> {
    const { key, number } = freeKey(new Set((get().home?.documents ?? []).map((document) => document.key)));
    const text = newRunbookText(key, number === 1 ? 'New runbook' : `New runbook ${number}`);
    const reason = 'Begun from the template';
    const answer = await client.call('documents.save', { text, reason, attribution: get().attribution() });
    if (answer.ok) get().navigate(runbookRoute(answer.value.document.key, 'edit'));
    else get().tellProblem('No runbook was begun', answer.problem);
  }
}

function baseOf({ document, text }: OperationOutput<'documents.get'>): DraftBase {
  return { key: document.key, revision: document.revision, sha256: document.sha256, text };
}
