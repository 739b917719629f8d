import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { PlanTarget } from '../../../contract/plan.ts';
import type { Preview } from '../../../contract/workspace-views.ts';
import { placeOf } from '../../domain/calendar/place.ts';
import {
  compareTexts,
  editDocument,
  type LayoutReading,
  mergeTexts,
  readLayout,
  readTable,
} from '../../domain/edit/index.ts';
import { environmentModel } from '../../domain/environment/environment-model.ts';
import { readEnvironment } from '../../domain/environment/read-environment.ts';
import {
  type Compilation,
  compileJudged,
  type DocumentTools,
  type JudgedDocument,
  judgeDocument,
  previewOf,
  type RunbookContext,
  runbookView,
} from '../../domain/plan/index.ts';
import type { DocumentReader, DocumentReading, LookedOver, PlanPrint } from '../ports/document-reader.ts';
import { rememberedJudge } from './remembered-judge.ts';

/** Reads texts in this thread; each is judged once, whatever is asked of it. */
export function documentReading(tools: DocumentTools, judge: typeof judgeDocument = judgeDocument): DocumentReading {
  const judged = rememberedJudge(tools.resolveWallTime, judge);
  const layout = rememberedLayout();
  return {
    look: (text, stored) => lookedOver(judged(text, stored), tools),
    view: (text, stored) => runbookView(judged(text, stored), tools),
    compile: (text, given, stored) => compileJudged(judged(text, stored), given, tools.digest),
    preview: (text, given, stored) => previewed(compileJudged(judged(text, stored), given, tools.digest)),
    environment: (text) => environmentRead(text, tools),
    table: (text) => readTable(text, layout),
    edit: (text, edits) => editDocument(text, edits, layout),
    compare: compareTexts,
    merge: (base, { newest, mine }) => mergeTexts(base, newest, mine),
  };
}

/** A reader for where nothing else waits: tests, and a core whose thread does not start. */
export function readerHere(reading: DocumentReading): DocumentReader {
  return {
    look: async (...asked) => reading.look(...asked),
    view: async (...asked) => reading.view(...asked),
    compile: async (...asked) => reading.compile(...asked),
    preview: async (...asked) => reading.preview(...asked),
    environment: async (...asked) => reading.environment(...asked),
    table: async (...asked) => reading.table(...asked),
    edit: async (...asked) => reading.edit(...asked),
    compare: async (...asked) => reading.compare(...asked),
    merge: async (...asked) => reading.merge(...asked),
  };
}

function environmentRead(text: string, { resolveWallTime }: DocumentTools): ReturnType<DocumentReading['environment']> {
  const { environment, findings } = readEnvironment(text, resolveWallTime);
  return { model: environment === null ? null : environmentModel(environment, resolveWallTime), findings };
}

/** An editor asks again and again about the text it was just given. */
function rememberedLayout(): (text: string) => LayoutReading {
  let last: { readonly text: string; readonly reading: LayoutReading } | null = null;
  return (text) => {
    if (last?.text !== text) last = { text, reading: readLayout(text) };
    return last.reading;
  };
}

function lookedOver(judged: JudgedDocument, tools: DocumentTools): LookedOver {
  const { kind, key, title, steps, findings, runbook, checklists } = judged;
  return {
    ...{ kind, key, title, steps, findings, checklists },
    timezone: runbook?.times.timezone ?? null,
    window: runbook?.times.window ?? null,
    environment: runbook?.runbook.environment ?? null,
    targets: (runbook === null ? [] : usedTargets(runbook)).map((target) => ({
      name: target.name,
      address: placeOf(target),
    })),
    print: printOf(judged, tools),
  };
}

/** All of its own targets; of an environment, which many share, those its steps work on. */
function usedTargets({ environment, targets, selected }: RunbookContext): readonly PlanTarget[] {
  if (environment.document === null) return targets;
  const used = new Set<string>(selected.flat());
  return targets.filter(({ name }) => used.has(name));
}

function printOf(judged: JudgedDocument, tools: DocumentTools): PlanPrint | null {
  const compiled = judged.runbook === null ? null : compileJudged(judged, null, tools.digest);
  if (compiled?.kind !== 'plan') return null;
  return { plan: compiled.hashes.plan, steps: new Map(compiled.plan.steps.map((step) => [step.id, step.hash])) };
}

function previewed(compiled: Compilation): Result<Preview> {
  if (compiled.kind === 'plan') return ok(previewOf(compiled.plan, compiled.values, compiled.secretNames));
  const findings = [...compiled.findings];
  return failed('invalid-document', 'The runbook cannot be previewed: see what is wrong with it.', { findings });
}
