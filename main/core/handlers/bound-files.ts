import type { Actor } from '../../../contract/actor.ts';
import type { BoundFile } from '../../../contract/editing.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import { type EventData, eventSchemas } from '../../../contract/events.ts';
import { WORKSPACE_JOURNAL } from '../../../contract/ids.ts';
import type { FileRead } from '../ports/document-files.ts';
import type { DocumentRevision } from '../ports/document-index.ts';
import type { CoreParts } from './core-parts.ts';

interface Binding {
  readonly path: string;
  /** Digest of the file as we last wrote it, or as it was when it was bound. */
  readonly seen: string;
}

type Parts = Pick<CoreParts, 'events' | 'files' | 'documentIndex' | 'documents' | 'journal'>;

/** Which document is bound to which file, and what becomes of the file. Folded from the workspace's own journal. */
export class BoundFiles {
  readonly #parts: Parts;
  readonly #bindings = new Map<string, Binding>();
  #read = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The file as it is now; null when the document is bound to none. */
  async look(key: string, withText = false): Promise<BoundFile | null> {
    const binding = this.#binding(key);
    if (binding === undefined) return null;
    const file = await this.#parts.files.read(binding.path);
    return this.#told(key, { binding, file, withText });
  }

  async link(key: string, path: string, actor: Actor): Promise<Result<BoundFile>> {
    const newest = this.#parts.documentIndex.find(key);
    if (newest === null) return failed('not-found', `There is no document ${key}.`);
    const named = this.#parts.files.named(path);
    if (!named.ok) return named;
    const other = this.#boundTo(named.value, key);
    if (other !== null) return failed('refused', `${named.value} is bound to ${other} already. Unbind it there first.`);
    const file = await this.#parts.files.read(named.value);
    if (!file.ok) return file;
    const data = { key, path: named.value, sha256: file.value.sha256 };
    const written = await this.#parts.journal.append([{ type: 'document.linked', data }], { actor });
    if (!written.ok) return written;
    // Bound, not written: what differs is somebody's work until a person has looked at it.
    return ok(this.#told(key, { binding: { path: data.path, seen: '' }, file, withText: false }));
  }

  async unlink(key: string, actor: Actor): Promise<Result<Record<string, never>>> {
    const binding = this.#binding(key);
    if (binding === undefined) return failed('not-found', `${key} is bound to no file.`);
    const data = { key, path: binding.path };
    const written = await this.#parts.journal.append([{ type: 'document.unlinked', data }], { actor });
    return written.ok ? ok({}) : written;
  }

  /** After a save: the file follows when it is still what we know; somebody else's change is left and told. */
  async follow(revision: DocumentRevision, before: DocumentRevision | null, actor: Actor): Promise<BoundFile | null> {
    const binding = this.#binding(revision.key);
    if (binding === undefined) return null;
    const file = await this.#parts.files.read(binding.path);
    const isOurs = file.ok && (file.value.sha256 === binding.seen || file.value.sha256 === before?.sha256);
    if (!isOurs || file.value.sha256 === revision.sha256)
      return this.#told(revision.key, { binding, file, withText: false });
    const written = await this.#write(revision, { binding, seen: file.value.sha256, actor });
    if (written.ok) return written.value;
    const now = await this.#parts.files.read(binding.path);
    return { ...this.#told(revision.key, { binding, file: now, withText: false }), message: written.problem.message };
  }

  /** A person says that ours is to stand; `seen` = the file as they saw it. */
  async write(key: string, seen: string | null, actor: Actor): Promise<Result<BoundFile>> {
    const binding = this.#binding(key);
    if (binding === undefined) return failed('not-found', `${key} is bound to no file.`);
    const newest = this.#parts.documentIndex.find(key);
    if (newest === null) return failed('not-found', `There is no document ${key}.`);
    return this.#write(newest, { binding, seen, actor });
  }

  async #write(
    revision: DocumentRevision,
    { binding, seen, actor }: { binding: Binding; seen: string | null; actor: Actor },
  ): Promise<Result<BoundFile>> {
    const { key, sha256 } = revision;
    const text = this.#parts.documents.textOf(sha256);
    if (text === null) return failed('workspace-unusable', `The text of ${key} is missing. Run holdpoint verify.`);
    const file = await this.#parts.files.write(binding.path, text, seen);
    if (!file.ok) return file;
    const data = { key, path: binding.path, revision: revision.revision, sha256: file.value.sha256 };
    const recorded = await this.#parts.journal.append([{ type: 'document.file-written', data }], { actor });
    if (!recorded.ok) return recorded;
    return ok(this.#told(key, { binding, file, withText: false }));
  }

  #told(key: string, found: { binding: Binding; file: Result<FileRead>; withText: boolean }): BoundFile {
    const { binding, file, withText } = found;
    const { path } = binding;
    if (!file.ok) {
      const state = file.problem.code === 'not-found' ? 'missing' : 'unusable';
      return { path, state, sha256: null, text: null, message: file.problem.message };
    }
    const { sha256, text } = file.value;
    const newest = this.#parts.documentIndex.find(key);
    const state = newest?.sha256 === sha256 ? 'same' : binding.seen === sha256 ? 'behind' : 'changed';
    return { path, state, sha256, text: withText ? text : null, message: null };
  }

  #boundTo(path: string, key: string): string | null {
    this.#fold();
    for (const [other, binding] of this.#bindings) if (other !== key && binding.path === path) return other;
    return null;
  }

  #binding(key: string): Binding | undefined {
    this.#fold();
    return this.#bindings.get(key);
  }

  #fold(): void {
    const { events } = this.#parts;
    for (const event of events.readJournal(WORKSPACE_JOURNAL, this.#read)) {
      this.#read = event.seq;
      if (event.type === 'document.linked') this.#note(eventSchemas['document.linked'].safeParse(event.data).data);
      if (event.type === 'document.file-written') {
        this.#note(eventSchemas['document.file-written'].safeParse(event.data).data);
      }
      if (event.type !== 'document.unlinked') continue;
      const unlinked = eventSchemas['document.unlinked'].safeParse(event.data).data;
      if (unlinked !== undefined) this.#bindings.delete(unlinked.key);
    }
  }

  #note(data: EventData<'document.linked'> | undefined): void {
    if (data !== undefined) this.#bindings.set(data.key, { path: data.path, seen: data.sha256 });
  }
}
