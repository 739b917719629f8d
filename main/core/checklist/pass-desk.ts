import type { Actor } from '../../../contract/actor.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { DraftEvent } from '../../../contract/events.ts';
import { type PassId, passIdSchema } from '../../../contract/ids.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import { decideClose, decidePass, itemNamed, type PassAct, type PassState } from '../../domain/checklist/index.ts';
import type { ResolveWallTime } from '../../domain/plan/index.ts';
import type { Library } from '../handlers/library.ts';
import type { AttachmentStore } from '../ports/attachment-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStore } from '../ports/event-store.ts';
import { type Opening, openingOf } from './opening.ts';
import { PassBook } from './pass-book.ts';
import { instantOf } from './wall-instant.ts';

export interface PassDeskParts {
  readonly events: EventStore;
  readonly journal: PassJournal;
  readonly library: Pick<Library, 'find' | 'summary'>;
  readonly attachments: Pick<AttachmentStore, 'read'>;
  readonly clock: Clock;
  readonly resolveWallTime: ResolveWallTime;
  /** Random, lower-case letters and digits. */
  readonly token: () => string;
}

/** Writes into a journal that is no run's, durable when it answers. */
interface PassJournal {
  append(
    drafts: readonly DraftEvent[],
    by: { readonly actor: Actor; readonly at?: number; readonly commandId: string },
    journalId: string,
  ): Promise<Result<{ seqs: number[] }>>;
}

/** Who says it, and when it was, if not now. */
export interface SaidBy {
  readonly actor: Actor;
  readonly at: number | undefined;
}

type ActRequest = OperationRequest<'checklists.act'>;
type CloseRequest = OperationRequest<'checklists.close'>;

/**
 * The passes over stored checklists. Each has a journal of its own, and everything written there goes through here,
 * one thing after the other: what a decision saw is what it is written onto.
 */
export class PassDesk {
  readonly book: PassBook;
  readonly resolveWallTime: ResolveWallTime;
  readonly #parts: PassDeskParts;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: PassDeskParts) {
    this.#parts = parts;
    this.book = new PassBook(parts.events);
    this.resolveWallTime = parts.resolveWallTime;
  }

  open(request: OperationRequest<'checklists.open'>, by: SaidBy): Promise<Result<{ passId: PassId }>> {
    return this.#inTurn(async () => {
      const first = this.book.passOfCommand(request.commandId);
      if (first !== null) return ok({ passId: first });
      const passId = this.#newId();
      const opening = await openingOf(this.#parts, request, passId);
      if (!opening.ok) return opening;
      const written = await this.#write(opening.value, { ...by, commandId: request.commandId });
      return written.ok ? ok({ passId }) : written;
    });
  }

  act({ passId, act, commandId, basedOn }: ActRequest, by: SaidBy): Promise<Result<{ seqs: number[] }>> {
    return this.#inTurn(async () => {
      const seqs = this.#answered(commandId);
      if (seqs !== null) return ok({ seqs });
      const pass = this.book.pass(passId);
      if (pass === null) return failed('not-found', `There is no pass ${passId}.`);
      const objection = staleness(pass, act, basedOn) ?? this.#fileMissing(act);
      if (objection !== null) return objection;
      const resolved = this.#resolved(pass, act);
      if (!resolved.ok) return resolved;
      const decision = decidePass(pass, resolved.value, by.actor.person);
      return decision.ok ? this.#write({ passId, draft: decision.value }, { ...by, commandId }) : decision;
    });
  }

  close(request: CloseRequest, by: SaidBy): Promise<Result<{ seqs: number[] }>> {
    const { passId, reason = null, commandId, basedOn } = request;
    return this.#inTurn(async () => {
      const seqs = this.#answered(commandId);
      if (seqs !== null) return ok({ seqs });
      const pass = this.book.pass(passId);
      if (pass === null) return failed('not-found', `There is no pass ${passId}.`);
      // Closing is a word about every item: any act since then is news to who closes.
      if (basedOn !== undefined && basedOn < pass.lastSeq) return stale('The pass', pass.lastSeq);
      const decision = decideClose(pass, reason);
      return decision.ok ? this.#write({ passId, draft: decision.value }, { ...by, commandId }) : decision;
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const answer = this.#turn.then(work);
    this.#turn = answer.catch(() => {});
    return answer;
  }

  #write({ passId, draft }: Opening, { actor, at, commandId }: SaidBy & { readonly commandId: string }) {
    return this.#parts.journal.append([draft], { actor, commandId, ...(at === undefined ? {} : { at }) }, passId);
  }

  /** A resend gets the first answer: what the command wrote is in the log. */
  #answered(commandId: string): number[] | null {
    const seqs = this.#parts.events.eventsOfCommand(commandId);
    return seqs.length === 0 ? null : [...seqs];
  }

  #fileMissing(act: ActRequest['act']): Result<never> | null {
    if (act.action !== 'attach' || act.value.type !== 'file') return null;
    if (this.#parts.attachments.read(act.value.sha256, 0, 1) !== null) return null;
    return failed('not-found', `The file ${act.value.name} is not in the workspace. Upload it, then attach it.`);
  }

  #resolved(pass: PassState, act: ActRequest['act']): Result<PassAct> {
    if (act.action !== 'rebase') return ok(act);
    const t0 = instantOf(act.t0, pass.timezone, this.#parts.resolveWallTime);
    return t0.ok ? ok({ ...act, t0: t0.value }) : t0;
  }

  #newId(): PassId {
    for (;;) {
      const passId = passIdAt(this.#parts.clock.now(), this.#parts.token());
      if (this.#parts.events.journalHead(passId).journalSeq === 0) return passId;
    }
  }
}

function passIdAt(now: number, token: string): PassId {
  const digits = new Date(now).toISOString().replace(/[-:T]/g, '');
  return passIdSchema.parse(`pass-${digits.slice(0, 8)}-${digits.slice(8, 12)}-${token.slice(0, 4)}`);
}

/** What was looked at has changed meanwhile: the person decides again, on what is true now. Notes are always welcome. */
function staleness(pass: PassState, act: ActRequest['act'], basedOn: number | undefined): Result<never> | null {
  if (basedOn === undefined || act.action === 'note') return null;
  if (act.action === 'rebase') return basedOn < pass.changedSeq ? stale('The pass', pass.changedSeq) : null;
  const item = itemNamed(pass, act.itemId);
  return item !== null && basedOn < item.changedSeq ? stale(`“${item.item.text}”`, item.changedSeq) : null;
}

function stale(what: string, seq: number): Result<never> {
  return failed('stale', `${what} has changed since you looked (event ${seq}). Look again, then decide.`);
}
