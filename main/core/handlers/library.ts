import type { Actor } from '../../../contract/actor.ts';
import { type Finding, failed, ok, type Result } from '../../../contract/errors.ts';
import type { Plan } from '../../../contract/plan.ts';
import type { DocumentSummary } from '../../../contract/workspace-views.ts';
import type { Compilation, GivenInputs } from '../../domain/plan/index.ts';
import type { Digest } from '../ports/digest.ts';
import type { DocumentIndex, DocumentRevision } from '../ports/document-index.ts';
import type { DocumentReader, LookedOver, PlanPrint } from '../ports/document-reader.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { WorkspaceJournal } from '../run/workspace-journal.ts';

export interface LibraryParts {
  readonly documents: DocumentStore;
  readonly documentIndex: DocumentIndex;
  readonly journal: WorkspaceJournal;
  readonly digest: Digest;
  readonly reader: DocumentReader;
  /** What the vault knows by name, as one word; a text that names secrets is judged anew when it changes. */
  readonly vaultStamp?: () => string;
}

export interface Saving {
  readonly text: string;
  readonly actor: Actor;
  readonly reason: string | null;
  readonly basedOnRevision?: number | undefined;
  readonly at?: number | undefined;
}

export interface Saved {
  readonly document: DocumentSummary;
  readonly findings: Finding[];
}

type Gist = Omit<DocumentSummary, keyof DocumentRevision>;

interface Remembered {
  readonly gist: Gist;
  /** Keys of the checklist and environment documents it uses, and what they were when it was looked over. */
  readonly uses: readonly string[];
  readonly seen: string;
}

/** Stands among the keys of what a text uses; no key of a document has a blank in it. */
const OF_VAULT = 'the vault';

/** What a text that is missing or was changed on the disk counts as. */
const unreadable: Gist = {
  ...{ errors: 1, warnings: 0, notExecutable: 0, steps: 0 },
  ...{ timezone: null, window: null, environment: null, targets: [] },
};

/** The documents of the workspace: every revision kept, the newest one in use. */
export class Library {
  readonly #parts: LibraryParts;
  /** By digest: judging is the dear part of every list, and a text never changes its digest. */
  readonly #gists = new Map<string, Remembered>();
  readonly #prints = new Map<string, PlanPrint | null>();
  #saving: Promise<unknown> = Promise.resolve();

  constructor(parts: LibraryParts) {
    this.#parts = parts;
  }

  async list(): Promise<DocumentSummary[]> {
    return Promise.all(this.#parts.documentIndex.latest().map((revision) => this.summary(revision)));
  }

  /** The list at once, when every text has been looked over before; null sends the caller to `list`. */
  known(): DocumentSummary[] | null {
    const revisions = this.#parts.documentIndex.latest();
    const found = revisions.flatMap((revision) => {
      const gist = this.#remembered(revision.sha256) ?? (this.#isReadable(revision) ? undefined : unreadable);
      return gist === undefined ? [] : [summaryOf(revision, gist)];
    });
    return found.length === revisions.length ? found : null;
  }

  #isReadable({ sha256 }: DocumentRevision): boolean {
    return this.#parts.documents.textOf(sha256) !== null;
  }

  /** What the plan of a text already looked over is, as hashes. */
  print(sha256: string): PlanPrint | null {
    return this.#prints.get(sha256) ?? null;
  }

  /** The newest revision when none is named. */
  find(key: string, revision?: number): Result<{ readonly revision: DocumentRevision; readonly text: string }> {
    const found = this.#parts.documentIndex.find(key, revision);
    const which = revision === undefined ? '' : ` with revision ${revision}`;
    if (found === null) return failed('not-found', `There is no document ${key}${which}.`);
    const text = this.#parts.documents.textOf(found.sha256);
    if (text === null) {
      const message = `The text of ${key}, revision ${found.revision}, is missing or was changed on the disk.`;
      return failed('workspace-unusable', `${message} Run holdpoint verify, and save the document again.`);
    }
    return ok({ revision: found, text });
  }

  /** What the text is and everything wrong with it. */
  look(text: string): Promise<LookedOver> {
    return this.#parts.reader.look(text);
  }

  /** `given: null` = for looking only: required inputs may be missing. */
  compile(text: string, given: GivenInputs | null): Promise<Compilation> {
    return this.#parts.reader.compile(text, given);
  }

  /** The plan of a runbook, for looking only: required inputs may be missing. */
  async plan(text: string): Promise<Result<Plan>> {
    const compiled = await this.compile(text, null);
    if (compiled.kind === 'plan') return ok(compiled.plan);
    return failed('invalid-document', refusal(compiled.findings), { findings: [...compiled.findings] });
  }

  async summary(revision: DocumentRevision): Promise<DocumentSummary> {
    return summaryOf(revision, await this.#gist(revision.sha256));
  }

  async #gist(sha256: string): Promise<Gist> {
    const known = this.#remembered(sha256);
    if (known !== undefined) return known;
    const text = this.#parts.documents.textOf(sha256);
    if (text === null) return unreadable;
    return this.#remember(sha256, text, await this.look(text));
  }

  /** A runbook with a stored checklist or an environment in it is judged anew when that is saved anew. */
  #remembered(sha256: string): Gist | undefined {
    const known = this.#gists.get(sha256);
    return known === undefined || known.seen !== this.#shasOf(known.uses) ? undefined : known.gist;
  }

  #shasOf(keys: readonly string[]): string {
    const shaOf = (key: string) =>
      key === OF_VAULT ? this.#parts.vaultStamp?.() : this.#parts.documentIndex.find(key)?.sha256;
    return keys.map((key) => shaOf(key) ?? '-').join(' ');
  }

  #remember(sha256: string, text: string, look: LookedOver): Gist {
    const gist = gistOf(look);
    const uses = [
      ...look.checklists,
      ...(look.environment === null ? [] : [look.environment]),
      ...(text.includes('secrets.') ? [OF_VAULT] : []),
    ];
    this.#gists.set(sha256, { gist, uses, seen: this.#shasOf(uses) });
    this.#prints.set(sha256, look.print);
    return gist;
  }

  /** One at a time, so that two savers of one document never get the same revision. */
  save(saving: Saving): Promise<Result<Saved>> {
    const answer = this.#saving.then(() => this.#save(saving));
    this.#saving = answer.catch(() => {});
    return answer;
  }

  async #save(saving: Saving): Promise<Result<Saved>> {
    const { text } = saving;
    const look = await this.look(text);
    const findings = [...look.findings];
    const { kind, key, title } = look;
    if (kind === null || key === null || title === null || findings.some((finding) => finding.severity === 'error'))
      return failed('invalid-document', `${refusal(findings)} Nothing was stored.`, { findings });
    const newest = this.#parts.documentIndex.find(key);
    const sha256 = this.#parts.digest(text);
    if (newest?.sha256 === sha256) return ok({ document: await this.summary(newest), findings });
    if (saving.basedOnRevision !== undefined && newest !== null && newest.revision !== saving.basedOnRevision)
      return failed('conflict', conflict(newest, saving.basedOnRevision));
    this.#parts.documents.keepText(text, sha256);
    this.#remember(sha256, text, look);
    const revision = (newest?.revision ?? 0) + 1;
    const bytes = new TextEncoder().encode(text).length;
    const data = { kind, key, title, revision, sha256, bytes, reason: saving.reason };
    const by = saving.at === undefined ? { actor: saving.actor } : { actor: saving.actor, at: saving.at };
    const written = await this.#parts.journal.append([{ type: 'document.saved', data }], by);
    if (!written.ok) return written;
    const saved = this.#parts.documentIndex.find(key, revision);
    if (saved === null) throw new Error(`revision ${revision} of ${key} was recorded but is not in the index`);
    return ok({ document: await this.summary(saved), findings });
  }
}

function summaryOf(revision: DocumentRevision, gist: Gist): DocumentSummary {
  const { kind, key, title, sha256, savedAt, savedBy, reason } = revision;
  return { kind, key, title, revision: revision.revision, sha256, savedAt, savedBy, reason, ...gist };
}

function gistOf({ findings, steps, timezone, window, environment, targets }: LookedOver): Gist {
  const count = (severity: Finding['severity']) => findings.filter((one) => one.severity === severity).length;
  return {
    errors: count('error'),
    warnings: count('warning'),
    notExecutable: count('not-executable-yet'),
    ...{ steps, timezone, window, environment, targets },
  };
}

function refusal(findings: readonly Finding[]): string {
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  return `The document has ${errors === 1 ? 'one error' : `${errors} errors`}.`;
}

function conflict(newest: DocumentRevision, basedOn: number): string {
  const what = `${newest.savedBy} saved revision ${newest.revision} of ${newest.key} meanwhile`;
  return `${what}; yours is based on revision ${basedOn}. Look at the newest one and save again.`;
}
