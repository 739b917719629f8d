import type { Artifact } from '../../../contract/artifacts.ts';
import { eventSchemas, type StoredEvent } from '../../../contract/events.ts';
import { WORKSPACE_JOURNAL } from '../../../contract/ids.ts';
import type { EventStore } from '../ports/event-store.ts';

interface Stored {
  readonly sha256: string;
  readonly bytes: number;
  readonly name: string;
}

/** What lies on the shelf, folded from the workspace's own journal. */
export class ArtifactShelf {
  readonly #events: Pick<EventStore, 'readJournal'>;
  readonly #byName = new Map<string, Artifact>();
  /** Every file ever stored, by digest and by the name it came with. */
  readonly #stored = new Map<string, Stored>();
  readonly #named = new Map<string, Set<string>>();
  #read = 0;

  constructor(events: Pick<EventStore, 'readJournal'>) {
    this.#events = events;
  }

  /** By name. */
  list(): readonly Artifact[] {
    this.#fold();
    return [...this.#byName.values()].sort((left, right) => left.name.localeCompare(right.name));
  }

  named(name: string): Artifact | null {
    this.#fold();
    return this.#byName.get(name) ?? null;
  }

  stored(sha256: string): Stored | null {
    this.#fold();
    return this.#stored.get(sha256) ?? null;
  }

  /** Digests of attachments that came under this file name. */
  attachmentsNamed(name: string): readonly string[] {
    this.#fold();
    return [...(this.#named.get(name) ?? [])];
  }

  #fold(): void {
    for (const event of this.#events.readJournal(WORKSPACE_JOURNAL, this.#read)) {
      this.#read = event.seq;
      if (event.type === 'attachment.stored') this.#keep(event);
      if (event.type === 'artifact.shelved') this.#shelve(event);
    }
  }

  #keep(event: StoredEvent): void {
    const { data } = eventSchemas['attachment.stored'].safeParse(event.data);
    if (data === undefined) return;
    const { sha256, bytes, name } = data;
    this.#stored.set(sha256, { sha256, bytes, name });
    this.#named.set(name, (this.#named.get(name) ?? new Set<string>()).add(sha256));
  }

  #shelve(event: StoredEvent): void {
    const { data } = eventSchemas['artifact.shelved'].safeParse(event.data);
    if (data === undefined) return;
    const versions = (this.#byName.get(data.name)?.versions ?? 0) + 1;
    this.#byName.set(data.name, { ...data, addedAt: event.occurredAt, addedBy: event.actor.person, versions });
  }
}
