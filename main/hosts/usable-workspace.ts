import type { FileAttachmentStore } from '../../db/attachment-store.ts';
import type { ChainRules } from '../../db/chain-rules.ts';
import type { Condition } from '../../db/conditions.ts';
import { openCopy } from '../../db/copied-workspace.ts';
import type { DocumentIndex } from '../../db/document-index.ts';
import type { Refusal } from '../../db/refusal.ts';
import { openWorkspace, type Workspace } from '../../db/workspace.ts';
import type { DocumentStore } from '../core/ports/document-store.ts';
import type { EventStore } from '../core/ports/event-store.ts';
import type { OutputRows } from '../core/ports/output-rows.ts';
import type { OutputStore } from '../core/ports/output-store.ts';
import type { SampleStore } from '../core/ports/sample-store.ts';

/** A workspace of our own, or, where that cannot be, a private copy of it that takes no writes. */
export interface UsableWorkspace extends Pick<Workspace, 'folder' | 'adopted' | 'conditions' | 'close'> {
  readonly kind: 'usable';
  readonly events: EventStore;
  readonly documents: DocumentStore;
  readonly documentIndex: DocumentIndex;
  readonly attachments: Pick<FileAttachmentStore, 'append' | 'commit' | 'read'>;
  readonly output: OutputStore;
  readonly rows: OutputRows;
  readonly samples: SampleStore;
  /** Why nothing can be written, as a sentence; null when it can. */
  readonly readOnlyBecause: string | null;
}

/** Owns the workspace, or opens a copy of one that may not be written, has no room, or contradicts itself. */
export async function openUsable(folder: string, rules: ChainRules): Promise<UsableWorkspace | Refusal> {
  const owned = openWorkspace(folder, rules);
  if (owned.kind === 'opened') {
    const { output } = owned;
    return { ...owned, kind: 'usable', rows: { of: (ref) => output.rows(ref) }, readOnlyBecause: null };
  }
  const why = whyCopied(owned);
  if (why === null) return owned;
  const copy = await openCopy(folder, rules, why);
  if (copy.kind === 'refused') return owned;
  const { stores, table } = copy;
  return {
    kind: 'usable',
    ...stores,
    folder,
    documentIndex: table.documents,
    adopted: null,
    readOnlyBecause: why.text,
    conditions: () => copy.conditions,
    close: async () => copy.close(),
  };
}

function whyCopied(refusal: Refusal): Condition | null {
  if (refusal.code === 'read-only') {
    return {
      kind: 'read-only',
      text: 'The folder of this workspace may not be written. This is a private copy of it: nothing can be recorded.',
      cure: 'Make the folder writable, or copy it to where it is, then open it again.',
    };
  }
  if (refusal.code === 'disk-full') {
    const text = 'The disk of this workspace is full. This is a private copy of it: nothing can be recorded.';
    return { kind: 'disk-full', text, cure: 'Free space, then open it again.' };
  }
  // Both copies of the log can be read and differ: choosing between them is a person's.
  if (refusal.code === 'damaged') {
    const text = `This workspace is damaged and opened as a private copy, nothing can be recorded. ${refusal.message}`;
    return { kind: 'read-only', text, cure: 'Run holdpoint verify, then holdpoint rebuild, or restore a backup.' };
  }
  return null;
}
