import type { Actor } from '../../../contract/actor.ts';
import type {
  CheckOutcome,
  CheckSeries,
  EnvironmentList,
  EnvironmentSummary,
  EnvironmentView,
} from '../../../contract/environments.ts';
import { type Finding, failed, ok, type Result } from '../../../contract/errors.ts';
import type { DraftEvent, StoredEvent } from '../../../contract/events.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import type { PlanTarget } from '../../../contract/plan.ts';
import type { DocumentSummary } from '../../../contract/workspace-views.ts';
import type { EnvironmentModel } from '../../domain/environment/environment-model.ts';
import { stateOf } from '../../domain/environment/series-memory.ts';
import type { Library } from '../handlers/library.ts';
import type { DocumentIndex, DocumentRevision } from '../ports/document-index.ts';
import type { DocumentReader } from '../ports/document-reader.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { SampleStore } from '../ports/sample-store.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { AskingParts } from './ask-target.ts';
import { checkEnvironment } from './check-environment.ts';
import { EnvironmentBook, subjectOf } from './environment-book.ts';
import { EnvironmentLog } from './environment-log.ts';
import { brokenSummary, type EnvironmentFacts, type EnvironmentShown, environmentShown } from './environment-views.ts';
import { type ItemRequest, itemDraft } from './item-acts.ts';
import { nextWindows } from './next-windows.ts';
import { promotionFacts } from './promotion.ts';
import type { RunningCheck } from './running-check.ts';

export interface EnvironmentDeskParts extends AskingParts {
  readonly library: Pick<Library, 'find' | 'summary' | 'list'>;
  readonly documentIndex: DocumentIndex;
  readonly reader: Pick<DocumentReader, 'environment'>;
  readonly samples: SampleStore;
  readonly events: Pick<EventStore, 'readJournal' | 'journalHead' | 'eventsOfCommand'>;
  readonly journal: EnvironmentJournal;
  readonly runs: Pick<RunDesk, 'runIds' | 'state'>;
}

interface EnvironmentJournal {
  append(
    drafts: readonly DraftEvent[],
    by: { readonly actor: Actor; readonly at?: number; readonly commandId?: string },
  ): Promise<Result<{ seqs: number[] }>>;
}

/** Who says it, and when it was, if not now. */
export interface EnvironmentSaidBy {
  readonly actor: Actor;
  readonly at: number | undefined;
}

interface Read {
  readonly model: EnvironmentModel | null;
  readonly findings: readonly Finding[];
}

/** One environment, read and ready. */
interface Opened {
  readonly document: DocumentSummary;
  readonly revision: DocumentRevision;
  readonly read: Read;
  readonly text: string | null;
}

/**
 * The environments of a workspace: what their documents say, what their targets answered and when, what people said of
 * their infrastructure, and the checks that are going on.
 */
export class EnvironmentDesk {
  readonly #parts: EnvironmentDeskParts;
  readonly #log: EnvironmentLog;
  /** By digest. */
  readonly #read = new Map<string, Promise<Read>>();
  readonly #books = new Map<string, EnvironmentBook>();
  readonly #running = new Map<string, RunningCheck>();
  readonly #listeners = new Set<(key: string) => void>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: EnvironmentDeskParts) {
    this.#parts = parts;
    this.#log = new EnvironmentLog(parts.events);
  }

  /** Called when an answer came, or a check began or ended; what the log tells is told by the journal. */
  onChange(listener: (key: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async list(): Promise<EnvironmentList> {
    const documents = await this.#parts.library.list();
    const windows = nextWindows(documents, this.#parts.clock.now());
    const environments: EnvironmentSummary[] = [];
    for (const document of documents.filter(({ kind }) => kind === 'Environment')) {
      const opened = await this.#open(document.key);
      if (!opened.ok) continue;
      const facts = this.#facts(opened.value, windows.get(document.key) ?? null);
      environments.push(
        facts === null
          ? brokenSummary(document, this.#log.of(document.key), windows.get(document.key) ?? null)
          : environmentShown(facts).summary,
      );
    }
    return { environments: environments.toSorted(byRank), promotion: promotionFacts(this.#parts.runs) };
  }

  async view(key: string): Promise<Result<EnvironmentView>> {
    const shown = await this.shown(key);
    if (!shown.ok) return shown;
    const { opened, parts } = shown.value;
    const { document, text, read } = opened;
    return ok({
      summary: parts.summary,
      ...{ document, text, findings: [...read.findings], columns: [...(read.model?.columns ?? [])] },
      ...{ targets: [...parts.targets], cells: [...parts.cells], items: [...parts.items] },
    });
  }

  /** As it stands now, with the document it stands on. */
  async shown(key: string): Promise<Result<{ readonly opened: Opened; readonly parts: EnvironmentShown }>> {
    const opened = await this.#open(key);
    if (!opened.ok) return opened;
    const window = nextWindows(await this.#parts.library.list(), this.#parts.clock.now()).get(key) ?? null;
    const facts = this.#facts(opened.value, window);
    if (facts !== null) return ok({ opened: opened.value, parts: environmentShown(facts) });
    const summary = brokenSummary(opened.value.document, this.#log.of(key), window);
    return ok({ opened: opened.value, parts: { summary, targets: [], cells: [], items: [] } });
  }

  /** Every target of it, defaults filled in. */
  async targets(key: string): Promise<Result<readonly PlanTarget[]>> {
    const opened = await this.#open(key);
    if (!opened.ok) return opened;
    const { model, findings } = opened.value.read;
    if (model !== null) return ok(model.targets);
    return failed('invalid-document', `${key} has errors. Correct it first.`, { findings: [...findings] });
  }

  /** For a preflight: what is known of it without asking anything; null = there is no such environment. */
  async summary(key: string): Promise<EnvironmentSummary | null> {
    const shown = await this.shown(key);
    return shown.ok ? shown.value.parts.summary : null;
  }

  async series({ key, check, target, limit }: OperationRequest<'environments.series'>): Promise<Result<CheckSeries>> {
    const opened = await this.#open(key);
    if (!opened.ok) return opened;
    const { model } = opened.value.read;
    const column = model?.columns.find(({ id }) => id === check);
    if (model === null || column === undefined) return failed('not-found', `${key} has no check “${check}”.`);
    const memory = this.#book(key).memory(check, target ?? null);
    const { now } = this.#parts.clock;
    const state = stateOf(memory, { now: now(), staleAfterMs: model.staleAfterMs });
    const subject = { subject: subjectOf(key, check), target: target ?? '' };
    return ok({ column, target: target ?? null, ...state, samples: [...this.#parts.samples.newest(subject, limit)] });
  }

  events(key: string, limit: number): Result<readonly StoredEvent[]> {
    if (this.#parts.documentIndex.find(key)?.kind !== 'Environment') return unknown(key);
    return ok(this.#log.of(key).events.slice(-limit).toReversed());
  }

  async check(
    request: OperationRequest<'environments.check'>,
    { actor }: EnvironmentSaidBy,
  ): Promise<Result<CheckOutcome>> {
    const { key } = request;
    const opened = await this.#open(key);
    if (!opened.ok) return opened;
    const { model, findings } = opened.value.read;
    if (model === null) {
      const message = `${key} cannot be checked: its document has errors. Correct it first.`;
      return failed('invalid-document', message, { findings: [...findings] });
    }
    const present = this.#running.get(key);
    if (present !== undefined) {
      const { by, done, total } = present.progress();
      const message = `${key} is being checked already, by ${by}: ${done} of ${total} targets. Wait for it, or cancel it.`;
      return failed('refused', message);
    }
    const checking = checkEnvironment({
      ...{ parts: this.#parts, model, book: this.#book(key), request, by: actor.person },
      began: (running) => {
        this.#running.set(key, running);
        this.#changed(key);
      },
      answered: () => this.#changed(key),
    });
    const checked = await checking.finally(() => {
      this.#running.delete(key);
      this.#changed(key);
    });
    return checked.ok ? this.#recorded(opened.value, checked.value, { request, actor }) : checked;
  }

  cancel(key: string): { wasRunning: boolean } {
    const running = this.#running.get(key);
    running?.cancel();
    if (running !== undefined) this.#changed(key);
    return { wasRunning: running !== undefined };
  }

  /** What somebody says of an infrastructure item; one after the other, so that a decision is written onto what it saw. */
  item(request: ItemRequest, by: EnvironmentSaidBy): Promise<Result<{ seqs: number[] }>> {
    const answer = this.#turn.then(async (): Promise<Result<{ seqs: number[] }>> => {
      const first = this.#parts.events.eventsOfCommand(request.commandId);
      if (first.length > 0) return ok({ seqs: [...first] });
      const shown = await this.shown(request.key);
      if (!shown.ok) return shown;
      const draft = itemDraft(request, shown.value.parts.items);
      if (!draft.ok) return draft;
      const { actor, at } = by;
      const said = { actor, commandId: request.commandId, ...(at === undefined ? {} : { at }) };
      return this.#parts.journal.append([draft.value], said);
    });
    this.#turn = answer.catch(() => {});
    return answer;
  }

  /** Ends what is going on: the core closes. */
  close(): void {
    for (const running of this.#running.values()) running.cancel();
  }

  #changed(key: string): void {
    for (const listener of this.#listeners) listener(key);
  }

  async #open(key: string): Promise<Result<Opened>> {
    const revision = this.#parts.documentIndex.find(key);
    if (revision === null) return unknown(key);
    if (revision.kind !== 'Environment')
      return failed('invalid-input', `${key} is a ${revision.kind}, not an environment.`);
    const document = await this.#parts.library.summary(revision);
    const found = this.#parts.library.find(key, revision.revision);
    if (!found.ok) {
      const missing = { rule: 'text-missing', severity: 'error', message: found.problem.message } as const;
      return ok({ document, revision, text: null, read: { model: null, findings: [missing] } });
    }
    return ok({ document, revision, text: found.value.text, read: await this.#readText(revision, found.value.text) });
  }

  /** A text never changes its digest: it is read once. */
  #readText({ sha256, key }: DocumentRevision, text: string): Promise<Read> {
    const known = this.#read.get(sha256);
    if (known !== undefined) return known;
    const reading = this.#parts.reader.environment(text).then(({ model, findings }) => ({ model, findings }));
    // Older revisions of it are not asked for again.
    for (const old of this.#parts.documentIndex.revisions(key)) this.#read.delete(old.sha256);
    this.#read.set(sha256, reading);
    reading.catch(() => this.#read.delete(sha256));
    return reading;
  }

  #book(key: string): EnvironmentBook {
    const known = this.#books.get(key) ?? new EnvironmentBook(key, this.#parts.samples);
    this.#books.set(key, known);
    return known;
  }

  #facts({ document, read }: Opened, nextWindow: EnvironmentSummary['nextWindow']): EnvironmentFacts | null {
    if (read.model === null) return null;
    const { key } = document;
    return {
      ...{ model: read.model, book: this.#book(key), said: this.#log.of(key), document, nextWindow },
      running: this.#running.get(key) ?? null,
      now: this.#parts.clock.now(),
    };
  }

  /** The samples first: an event that leans on them is never there without them. */
  async #recorded(
    { document }: Opened,
    counts: Omit<CheckOutcome, 'summary' | 'targets'> & { readonly names: ReadonlySet<string> },
    { request, actor }: { readonly request: OperationRequest<'environments.check'>; readonly actor: Actor },
  ): Promise<Result<CheckOutcome>> {
    const { names, ...found } = counts;
    const shown = await this.shown(request.key);
    if (!shown.ok) return shown;
    if (!this.#parts.samples.flush())
      return failed('workspace-unusable', 'The answers could not be kept: the workspace takes no writes. Make room.');
    const { rag, because } = shown.value.parts.summary;
    const data = {
      ...{ key: request.key, revision: document.revision, selector: request.targets ?? null, ...found },
      ...{ targets: names.size, rag, because },
    };
    const written = await this.#parts.journal.append([{ type: 'environment.checked', data }], { actor });
    if (!written.ok) return written;
    const after = await this.shown(request.key);
    if (!after.ok) return after;
    const { summary, targets } = after.value.parts;
    return ok({ summary, targets: targets.filter(({ name }) => names.has(name)), ...found });
  }
}

function byRank(one: EnvironmentSummary, other: EnvironmentSummary): number {
  const rank = (one.rank ?? Number.MAX_SAFE_INTEGER) - (other.rank ?? Number.MAX_SAFE_INTEGER);
  return rank || (one.key < other.key ? -1 : 1);
}

function unknown(key: string): Result<never> {
  return failed('not-found', `There is no environment ${key}.`);
}
