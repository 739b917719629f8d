import type { Actor } from '../../../contract/actor.ts';
import { ok } from '../../../contract/errors.ts';
import type { DraftEvent } from '../../../contract/events.ts';
import { WORKSPACE_JOURNAL } from '../../../contract/ids.ts';
import type { SecretForms } from '../capture/secret-forms.ts';
import type { Clock } from '../ports/clock.ts';
import { cleanActor, cleanDraft } from './event-data.ts';
import type { WriteJob, Written } from './writer.ts';

/** The workspace's own journal: document.saved, host-key.trusted, core.started … through the same queue as the runs. */
export interface WorkspaceJournal {
  /** Durable when it answers. Another journal than the workspace's is named: a checklist pass has its own. */
  append(drafts: readonly DraftEvent[], by: Authorship, journalId?: string): Promise<Written>;
  /** Called after each append of this core. */
  onAppend(listener: () => void): () => void;
}

export interface Authorship {
  readonly actor: Actor;
  readonly commandId?: string;
  /** When it happened, if not now (UTC ms). */
  readonly at?: number;
}

export interface WorkspaceJournalParts {
  readonly submit: (job: WriteJob) => Promise<Written>;
  readonly clock: Clock;
  /** What is kept out of everything written here. */
  readonly forms: () => SecretForms;
  readonly onAppend: WorkspaceJournal['onAppend'];
}

export function workspaceJournal({ submit, clock, forms, onAppend }: WorkspaceJournalParts): WorkspaceJournal {
  return {
    onAppend,
    append: (drafts, by, journalId = WORKSPACE_JOURNAL) =>
      submit({
        journalId,
        commandId: by.commandId ?? null,
        decide: () => {
          const now = clock.now();
          const occurredAt = Math.min(by.at ?? now, now);
          const actor = cleanActor(by.actor, forms());
          return ok(drafts.map((draft) => ({ draft: cleanDraft(draft, forms()), actor, occurredAt })));
        },
      }),
  };
}
