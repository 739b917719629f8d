import { placeOf } from '../../domain/calendar/place.ts';
import {
  compileJudged,
  type DocumentTools,
  type JudgedDocument,
  judgeDocument,
  runbookView,
} from '../../domain/plan/index.ts';
import type { DocumentReader, DocumentReading, LookedOver, PlanPrint } from '../ports/document-reader.ts';
import { rememberedJudge } from './remembered-judge.ts';

/** Reads texts in this thread; each is judged once, whatever is asked of it. */
export function documentReading(tools: DocumentTools, judge: typeof judgeDocument = judgeDocument): DocumentReading {
  const judged = rememberedJudge(tools.resolveWallTime, judge);
  return {
    look: (text) => lookedOver(judged(text), tools),
    view: (text) => runbookView(judged(text), tools),
    compile: (text, given) => compileJudged(judged(text), given, tools.digest),
  };
}

/** A reader for where nothing else waits: tests, and a core whose thread does not start. */
export function readerHere(reading: DocumentReading): DocumentReader {
  return {
    look: async (text) => reading.look(text),
    view: async (text) => reading.view(text),
    compile: async (text, given) => reading.compile(text, given),
  };
}

function lookedOver(judged: JudgedDocument, tools: DocumentTools): LookedOver {
  const { kind, key, title, steps, findings, runbook } = judged;
  return {
    ...{ kind, key, title, steps, findings },
    timezone: runbook?.times.timezone ?? null,
    window: runbook?.times.window ?? null,
    environment: runbook?.runbook.environment ?? null,
    targets: (runbook?.targets ?? []).map((target) => ({ name: target.name, address: placeOf(target) })),
    print: printOf(judged, tools),
  };
}

function printOf(judged: JudgedDocument, tools: DocumentTools): PlanPrint | null {
  const compiled = judged.runbook === null ? null : compileJudged(judged, null, tools.digest);
  if (compiled?.kind !== 'plan') return null;
  return { plan: compiled.hashes.plan, steps: new Map(compiled.plan.steps.map((step) => [step.id, step.hash])) };
}
