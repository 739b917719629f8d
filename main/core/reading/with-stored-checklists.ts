import type { StoredChecklists, StoredDocuments } from '../../domain/plan/index.ts';
import type { DocumentIndex } from '../ports/document-index.ts';
import type { DocumentReader } from '../ports/document-reader.ts';
import type { DocumentStore } from '../ports/document-store.ts';

export interface Shelves {
  readonly documents: Pick<DocumentStore, 'textOf'>;
  readonly documentIndex: DocumentIndex;
}

/** Most texts mention neither a checklist nor an environment: they are not read twice. */
const MENTIONS = /\b(checklist|environment)["']?\s*:/;

/** A reader that knows the checklists and environments of the workspace, as they stand when it is asked. */
/** `vaultNames` = what `secrets.x` may name beside secret inputs. */
export function withStoredChecklists(
  reader: DocumentReader,
  shelves: Shelves,
  vaultNames: () => readonly string[] = () => [],
): DocumentReader {
  const storedFor = async (text: string): Promise<StoredChecklists | undefined> => {
    const stored = await documentsFor(text);
    if (!text.includes('secrets.')) return stored;
    return { found: [], keys: null, ...stored, vaultNames: vaultNames() };
  };
  const documentsFor = async (text: string): Promise<StoredChecklists | undefined> => {
    if (!MENTIONS.test(text)) return undefined;
    const { checklists, environment } = await reader.look(text);
    if (checklists.length === 0 && environment === null) return undefined;
    return {
      ...storedOf(shelves, 'Checklist', checklists),
      ...(environment === null ? {} : { environments: storedOf(shelves, 'Environment', [environment]) }),
    };
  };
  return {
    ...reader,
    look: async (text) => reader.look(text, await storedFor(text)),
    view: async (text) => reader.view(text, await storedFor(text)),
    compile: async (text, given) => reader.compile(text, given, await storedFor(text)),
    preview: async (text, given) => reader.preview(text, given, await storedFor(text)),
  };
}

/** The newest revision of each; one whose text is gone is as good as not there. */
function storedOf({ documents, documentIndex }: Shelves, of: string, keys: readonly string[]): StoredDocuments {
  const found = keys.flatMap((key): StoredDocuments['found'][number][] => {
    const revision = documentIndex.find(key);
    const text = revision === null ? null : documents.textOf(revision.sha256);
    if (revision === null || text === null) return [];
    return [{ key, revision: revision.revision, sha256: revision.sha256, text }];
  });
  const known = documentIndex.latest().filter(({ kind }) => kind === of);
  return { found, keys: known.map(({ key }) => key) };
}
