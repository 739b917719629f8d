import { placeOf } from '../../domain/calendar/place.ts';
import {
  compileJudged,
  type DocumentTools,
  type JudgedDocument,
  judgeDocument,
  runbookView,
} from '../../domain/plan/index.ts';
import type { DocumentReader, DocumentReading, LookedOver } from '../ports/document-reader.ts';
import { rememberedJudge } from './remembered-judge.ts';

/** Reads texts in this thread; each is judged once, whatever is asked of it. */
export function documentReading(tools: DocumentTools, judge: typeof judgeDocument = judgeDocument): DocumentReading {
  const judged = rememberedJudge(tools.resolveWallTime, judge);
  return {
    look: (text) => lookedOver(judged(text)),
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

function lookedOver({ kind, key, title, steps, findings, runbook }: JudgedDocument): LookedOver {
  return {
    ...{ kind, key, title, steps, findings },
    timezone: runbook?.times.timezone ?? null,
    window: runbook?.times.window ?? null,
    environment: runbook?.runbook.environment ?? null,
    targets: (runbook?.targets ?? []).map((target) => ({ name: target.name, address: placeOf(target) })),
  };
}
