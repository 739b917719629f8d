import type { Finding, Problem } from '../../contract/errors.ts';
import type { RunbookView } from '../../contract/workspace-views.ts';
import { environmentRoute, runbookRoute } from './route.ts';
import type { SliceTools } from './tools.ts';

/** A file somebody dropped: what was found in it, and whether it was stored. */
interface DroppedFile {
  readonly name: string;
  readonly findings: readonly Finding[];
  /** The problem that kept it out, when it was refused. */
  readonly problem: Problem | null;
  /** Where it went, when it was stored. */
  readonly key: string | null;
}

export interface RunbookSlice {
  readonly runbook: RunbookView | null;
  readonly runbookProblem: Problem | null;
  readonly dropped: DroppedFile | null;
  readonly isSaving: boolean;
  openRunbook(key: string): void;
  saveFile(name: string, text: string): Promise<void>;
  clearDropped(): void;
}

/** The format's own cap; judged before the text is read or sent. */
export const DOCUMENT_CAP = 4 * 1024 * 1024;

export function runbookSlice({ client, set, get }: SliceTools): RunbookSlice {
  let wanted: string | null = null;

  return {
    runbook: null,
    runbookProblem: null,
    dropped: null,
    isSaving: false,
    openRunbook(key) {
      if (wanted !== key) {
        set({ runbook: null });
        get().resetStart();
        get().forgetStartInputs();
      }
      wanted = key;
      set({ runbookProblem: null });
      void load(key);
    },
    async saveFile(name, text) {
      set({ isSaving: true, dropped: null });
      const answer = await client.call('documents.save', {
        text,
        fileName: name,
        attribution: get().attribution(),
      });
      set({ isSaving: false });
      if (!answer.ok) {
        set({ dropped: { name, findings: answer.problem.findings ?? [], problem: answer.problem, key: null } });
        return;
      }
      const { document, findings } = answer.value;
      set({ dropped: { name, findings, problem: null, key: document.key } });
      if (document.kind !== 'Runbook') {
        get().tell({
          tone: 'good',
          title: `Saved: ${document.title}`,
          text: `${document.kind}, revision ${document.revision}.`,
        });
      }
      if (document.kind === 'Runbook') get().navigate(runbookRoute(document.key));
      if (document.kind === 'Checklist') get().navigate({ screen: 'checklist', key: document.key, passId: null });
      if (document.kind === 'Environment') get().navigate(environmentRoute(document.key));
    },
    clearDropped() {
      set({ dropped: null });
    },
  };

  async function load(key: string): Promise<void> {
    const answer = await client.call('runbooks.get', { key });
    if (wanted !== key) return;
    // What was checked was another revision.
    if (answer.ok && get().runbook?.document.revision !== answer.value.document.revision) get().resetStart();
    set(answer.ok ? { runbook: answer.value } : { runbookProblem: answer.problem });
  }
}
