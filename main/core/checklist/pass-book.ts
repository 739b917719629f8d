import type { StoredEvent } from '../../../contract/events.ts';
import { type PassId, passIdSchema } from '../../../contract/ids.ts';
import type { ChecklistPassSummary } from '../../../contract/workspace-views.ts';
import { type ChecklistEvent, evolvePass, type PassState, passSummary } from '../../domain/checklist/index.ts';
import { isRecorded } from '../../domain/log/describe-event.ts';
import type { EventStore } from '../ports/event-store.ts';

const PAGE = 2_000;

function isPassId(journalId: string): journalId is PassId {
  return passIdSchema.safeParse(journalId).success;
}

/** The passes in memory, each folded from its own journal and carried on from where it was read to. */
export class PassBook {
  readonly #events: EventStore;
  readonly #passes = new Map<string, { readonly pass: PassState; readonly events: number }>();

  constructor(events: EventStore) {
    this.#events = events;
  }

  /** null when there is no such pass. */
  pass(passId: PassId): PassState | null {
    const known = this.#passes.get(passId);
    const { journalSeq } = this.#events.journalHead(passId);
    // Lists ask for every pass at each change of any: only what grew is read.
    if (known?.events === journalSeq) return known.pass;
    let pass = known?.pass ?? null;
    for (;;) {
      const page = this.#events.readJournal(passId, pass?.lastSeq ?? 0, PAGE);
      for (const event of page) pass = evolvePass(pass, understood(event));
      if (page.length < PAGE) break;
    }
    if (pass !== null) this.#passes.set(passId, { pass, events: journalSeq });
    return pass;
  }

  /** Newest first. */
  passIds(): readonly PassId[] {
    return this.#events.journals().filter(isPassId).reverse();
  }

  /** Newest first. */
  summaries(): ChecklistPassSummary[] {
    return this.passIds().flatMap((passId) => {
      const pass = this.pass(passId);
      return pass === null ? [] : [passSummary(pass)];
    });
  }

  /** The pass a command wrote into; null when it wrote nothing. */
  passOfCommand(commandId: string): PassId | null {
    const seq = this.#events.eventsOfCommand(commandId)[0];
    if (seq === undefined) return null;
    return this.passIds().find((passId) => this.#events.readJournal(passId, seq - 1, 1)[0]?.seq === seq) ?? null;
  }
}

function understood(event: StoredEvent): ChecklistEvent {
  if (isRecorded(event) && isOfChecklist(event)) return event;
  throw new Error(`Event ${event.seq} (${event.type}) is not understood by this version of Holdpoint.`);
}

function isOfChecklist(event: { readonly type: string }): event is ChecklistEvent {
  return event.type.startsWith('checklist.');
}
