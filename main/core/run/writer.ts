import type { Actor } from '../../../contract/actor.ts';
import { failed, ok, type Problem, type Result } from '../../../contract/errors.ts';
import type { DraftEvent, RecordedEvent, StoredEvent } from '../../../contract/events.ts';
import { sealEvent } from '../../domain/audit/chain.ts';
import { evolve } from '../../domain/run/evolve.ts';
import type { RunState } from '../../domain/run/state.ts';
import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import { type EventStore, StorageFailure } from '../ports/event-store.ts';
import type { Log } from '../ports/log.ts';
import { recorded } from './event-data.ts';
import type { RunStates } from './run-states.ts';

/** An event to be written: what happened, who said so, when (scenario time). */
export interface Authored {
  readonly draft: DraftEvent;
  readonly actor: Actor;
  readonly occurredAt: number;
}

/** Something that wants to write. `decide` is asked in its turn and sees what the jobs before it decided. */
export interface WriteJob {
  readonly journalId: string;
  /** A resend of the same id gets the first answer. */
  readonly commandId: string | null;
  decide(state: RunState | null): Result<readonly Authored[]>;
}

export type Written = Result<{ seqs: number[] }>;

/** What became durable for one journal in one group; `state` is null for a journal that is no run. */
export interface Publication {
  readonly journalId: string;
  readonly events: RecordedEvent[];
  readonly state: RunState | null;
}

export interface WriterOptions {
  readonly store: EventStore;
  readonly states: RunStates;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly log: Log;
  /** Jobs that go before the waiting ones: what has to be known first, such as a jump of the clock. */
  readonly before: () => readonly WriteJob[];
  readonly publish: (publications: readonly Publication[]) => void;
  /** Nothing may be written any more by this process. */
  readonly onFatal: (failure: Error) => void;
}

interface Waiting {
  readonly job: WriteJob;
  readonly resolve: (written: Written) => void;
  readonly reject: (defect: unknown) => void;
}

/** Answers kept in memory for resends; older ones are found in the log. */
const REMEMBERED = 5_000;

/**
 * The one queue of the core: load, decide, append, publish. All that waits in one turn is decided in order and
 * becomes durable as one group: one sync for all of them. Nothing is acknowledged before.
 */
export class Writer {
  readonly #options: WriterOptions;
  readonly #answers = new Map<string, Promise<Written>>();
  #queue: Waiting[] = [];
  #isScheduled = false;
  #closed: Problem | null = null;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  submit(job: WriteJob): Promise<Written> {
    if (this.#closed !== null) return Promise.resolve({ ok: false, problem: this.#closed });
    const { commandId } = job;
    if (commandId === null) return this.#enqueue(job);
    const first = this.#answers.get(commandId) ?? this.#answerFromLog(commandId);
    if (first !== null) return first;
    const answer = this.#enqueue(job);
    this.#remember(commandId, answer);
    return answer;
  }

  /** Refuses everything from now on, what waits too. */
  close(problem: Problem): void {
    this.#closed ??= problem;
    for (const waiting of this.#queue.splice(0)) waiting.resolve({ ok: false, problem: this.#closed });
  }

  #enqueue(job: WriteJob): Promise<Written> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, resolve, reject });
      if (this.#isScheduled) return;
      this.#isScheduled = true;
      // After the I/O of this turn, so that answers of many targets that came together share one sync.
      setImmediate(() => this.#drain());
    });
  }

  #answerFromLog(commandId: string): Promise<Written> | null {
    const seqs = this.#options.store.eventsOfCommand(commandId);
    return seqs.length === 0 ? null : Promise.resolve(ok({ seqs: [...seqs] }));
  }

  #remember(commandId: string, answer: Promise<Written>): void {
    this.#answers.set(commandId, answer);
    const forget = () => this.#answers.delete(commandId);
    answer.then((written) => {
      if (!written.ok && written.problem.code === 'workspace-unusable') forget();
    }, forget);
    const oldest = this.#answers.keys().next();
    if (this.#answers.size > REMEMBERED && oldest.done !== true) this.#answers.delete(oldest.value);
  }

  #drain(): void {
    this.#isScheduled = false;
    const first = this.#options.before().map((job) => ({ job, resolve: () => {}, reject: this.#logDefect }));
    const waiting = [...first, ...this.#queue.splice(0)];
    const group = new Group(this.#options);
    const answers = waiting.map((entry) => ({ entry, answer: decided(entry, group) }));
    const failure = this.#append(group);
    for (const { entry, answer } of answers) {
      if (answer !== null) entry.resolve(failure ?? answer);
    }
    if (failure === null && group.events.length > 0) this.#options.publish(group.commit());
  }

  readonly #logDefect = (defect: unknown): void => {
    this.#options.log.error('A decision of the core failed', { defect: String(defect) });
  };

  #append(group: Group): Result<never> | null {
    if (group.events.length === 0) return null;
    try {
      this.#options.store.append(group.events);
      return null;
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      // Anything but a StorageFailure says nothing about what is on the disk: treated as the worst case.
      const isFatal = !(failure instanceof StorageFailure) || failure.fatal;
      const message = `The workspace could not be written: ${failure.message}. Nothing of this was recorded.`;
      this.#options.log.error('A group of events could not be made durable', { failure: failure.message, isFatal });
      if (isFatal) {
        this.close({ code: 'workspace-unusable', message });
        this.#options.onFatal(failure);
      }
      return failed('workspace-unusable', message);
    }
  }
}

/** null = a defect, already told to who waits; the others of the group go on. */
function decided(entry: Waiting, group: Group): Written | null {
  try {
    const { job } = entry;
    const decision = job.decide(group.state(job.journalId));
    return decision.ok ? ok({ seqs: group.add(job, decision.value) }) : decision;
  } catch (defect) {
    entry.reject(defect);
    return null;
  }
}

/** What one turn is about to write, with the states as they will be: thrown away when the append fails. */
class Group {
  readonly #options: WriterOptions;
  readonly #journals = new Map<string, JournalInWork>();
  readonly events: StoredEvent[] = [];
  #seq: number;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#seq = options.store.head().seq;
  }

  state(journalId: string): RunState | null {
    return this.#journal(journalId).state;
  }

  /** All or nothing: a defect half-way leaves the group as it was. */
  add(job: WriteJob, authored: readonly Authored[]): number[] {
    const journal = this.#journal(job.journalId);
    let { state, head } = journal;
    const added: RecordedEvent[] = [];
    for (const { draft, actor, occurredAt } of authored) {
      const event = recorded(
        sealEvent(
          {
            seq: this.#seq + added.length + 1,
            journalId: job.journalId,
            journalSeq: head.journalSeq + 1,
            type: draft.type,
            version: 1,
            occurredAt,
            recordedAt: this.#options.clock.now(),
            monotonicMs: Math.round(this.#options.clock.monotonicMs()),
            bootId: this.#options.clock.bootId,
            actor,
            commandId: job.commandId?.toWellFormed() ?? null,
            data: draft.data,
          },
          head.hash,
          this.#options.digest,
        ),
      );
      if (this.#options.states.isRun(job.journalId)) state = evolve(state, event);
      head = event;
      added.push(event);
    }
    journal.events.push(...added);
    this.#journals.set(job.journalId, { state, head, events: journal.events });
    this.events.push(...added);
    this.#seq += added.length;
    return added.map((event) => event.seq);
  }

  commit(): readonly Publication[] {
    return [...this.#journals].flatMap(([journalId, { state, events }]) => {
      if (events.length === 0) return [];
      if (state !== null) this.#options.states.put(state);
      return [{ journalId, events, state }];
    });
  }

  #journal(journalId: string): JournalInWork {
    const known = this.#journals.get(journalId);
    if (known !== undefined) return known;
    const { store, states } = this.#options;
    const made = { state: states.get(journalId), head: store.journalHead(journalId), events: [] };
    this.#journals.set(journalId, made);
    return made;
  }
}

interface JournalInWork {
  readonly state: RunState | null;
  readonly head: { readonly journalSeq: number; readonly hash: string };
  readonly events: RecordedEvent[];
}
