import type { DiffLine, DocumentEdit, Edited, MergeConflict, TableReading } from '../../../contract/editing.ts';
import type { Finding, Result } from '../../../contract/errors.ts';
import type { DocumentSummary, Preview, RunbookView } from '../../../contract/workspace-views.ts';
import type { EnvironmentModel } from '../../domain/environment/environment-model.ts';
import type { Compilation, GivenInputs, StoredChecklists } from '../../domain/plan/index.ts';

/** What a text is, without what the store knows of it. `findings` are all of them, by line. */
export interface LookedOver extends Pick<DocumentSummary, 'steps' | 'timezone' | 'window' | 'environment' | 'targets'> {
  readonly kind: string | null;
  readonly key: string | null;
  readonly title: string | null;
  readonly findings: readonly Finding[];
  /** What its plan is, as hashes: to be held against what was rehearsed. Null for other kinds and with errors. */
  readonly print: PlanPrint | null;
  /** Keys of the stored checklists a runbook takes items from. */
  readonly checklists: readonly string[];
}

export interface PlanPrint {
  readonly plan: string;
  /** By step id. */
  readonly steps: ReadonlyMap<string, string>;
}

export interface MergeSides {
  readonly newest: string;
  readonly mine: string;
}

/**
 * Everything that is asked of a document's text. Answers are plain data: they may come from another thread.
 * `stored` = the checklists kept in documents of their own; left out, none is known.
 */
export interface DocumentReading {
  look(text: string, stored?: StoredChecklists): LookedOver;
  /** null = no runbook, or too broken to be shown as one. */
  view(text: string, stored?: StoredChecklists): Omit<RunbookView, 'document' | 'text'> | null;
  /** `given: null` = for looking only: required inputs may be missing. */
  compile(text: string, given: GivenInputs | null, stored?: StoredChecklists): Compilation;
  /** What would run where; `given` as for `compile`. */
  preview(text: string, given: GivenInputs | null, stored?: StoredChecklists): Result<Preview>;
  /** An environment ready to be asked; null = it is none, or has errors. */
  environment(text: string): { readonly model: EnvironmentModel | null; readonly findings: readonly Finding[] };
  table(text: string): TableReading;
  edit(text: string, edits: readonly DocumentEdit[]): Result<Edited>;
  compare(before: string, after: string): { lines: DiffLine[]; added: number; removed: number };
  merge(base: string, sides: MergeSides): { text: string | null; conflicts: readonly MergeConflict[] };
}

/** A text that is too much to be read: what people are told. */
export class ReadingGivenUp extends Error {
  override readonly name = 'ReadingGivenUp';
}

/** Reading is the dear part of the core (a second for 5,000 steps): it happens where no run waits for it. */
export type DocumentReader = {
  readonly [K in keyof DocumentReading]: (
    ...asked: Parameters<DocumentReading[K]>
  ) => Promise<ReturnType<DocumentReading[K]>>;
};
