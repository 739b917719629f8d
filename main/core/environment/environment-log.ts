import type { ItemAct } from '../../../contract/environments.ts';
import type { EventOf, RecordedEvent, StoredEvent } from '../../../contract/events.ts';
import { WORKSPACE_JOURNAL } from '../../../contract/ids.ts';
import { type ItemSaid, nothingSaid } from '../../domain/environment/item-state.ts';
import { isRecorded } from '../../domain/log/describe-event.ts';
import type { EventStore } from '../ports/event-store.ts';

export type CheckedEvent = EventOf<'environment.checked'>;
type EnvironmentEvent = Extract<RecordedEvent, { type: `environment.${string}` }>;

/** What the log says of one environment. */
export interface EnvironmentSaid {
  /** The newest check of all its targets that was not cancelled. */
  readonly checked: CheckedEvent | null;
  readonly items: ReadonlyMap<string, ItemSaid>;
  /** Oldest first, the last ones. */
  readonly events: readonly StoredEvent[];
}

const nothing: EnvironmentSaid = { checked: null, items: new Map(), events: [] };
const PAGE = 2_000;
const KEPT_EVENTS = 1_000;

/** Events of environments in the workspace's journal, folded and carried on from where it was read to. */
export class EnvironmentLog {
  readonly #events: Pick<EventStore, 'readJournal' | 'journalHead'>;
  readonly #said = new Map<string, EnvironmentSaid>();
  #readTo = { seq: 0, journalSeq: 0 };

  constructor(events: Pick<EventStore, 'readJournal' | 'journalHead'>) {
    this.#events = events;
  }

  of(key: string): EnvironmentSaid {
    this.#catchUp();
    return this.#said.get(key) ?? nothing;
  }

  #catchUp(): void {
    const { journalSeq } = this.#events.journalHead(WORKSPACE_JOURNAL);
    while (this.#readTo.journalSeq < journalSeq) {
      const page = this.#events.readJournal(WORKSPACE_JOURNAL, this.#readTo.seq, PAGE);
      const last = page.at(-1);
      if (last === undefined) return;
      for (const event of page) this.#take(event);
      this.#readTo = { seq: last.seq, journalSeq: last.journalSeq };
    }
  }

  #take(event: StoredEvent): void {
    if (!event.type.startsWith('environment.') || !isRecorded(event) || !isOfEnvironment(event)) return;
    const before = this.#said.get(event.data.key) ?? nothing;
    const after = evolved(before, event);
    this.#said.set(event.data.key, { ...after, events: [...before.events, event].slice(-KEPT_EVENTS) });
  }
}

function isOfEnvironment(event: RecordedEvent): event is EnvironmentEvent {
  return event.type.startsWith('environment.');
}

function evolved(said: EnvironmentSaid, event: EnvironmentEvent): EnvironmentSaid {
  if (event.type === 'environment.checked') {
    const isWhole = event.data.selector === null && !event.data.isCancelled;
    return isWhole ? { ...said, checked: event } : said;
  }
  const { itemId } = event.data;
  const { acts } = said.items.get(itemId) ?? nothingSaid;
  const item = { acts: [...acts, actOf(event)], changedSeq: event.seq };
  return { ...said, items: new Map([...said.items, [itemId, item]]) };
}

function actOf({ actor, data, occurredAt, recordedAt }: EventOf<'environment.item-changed'>): ItemAct {
  const { state, evidence, note } = data;
  const { person, via, assurance } = actor;
  return { by: person, at: occurredAt, recordedAt, via, assurance, state, evidence, note };
}
