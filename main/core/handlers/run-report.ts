import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { OutputStream, StoredEvent } from '../../../contract/events.ts';
import { WORKSPACE_JOURNAL } from '../../../contract/ids.ts';
import type { OperationOutput, OperationRequest } from '../../../contract/operations.ts';
import { buildReport } from '../../domain/report/build-report.ts';
import type { RunState } from '../../domain/run/index.ts';
import type { EventStore } from '../ports/event-store.ts';
import { probeSubject } from '../probe/probe-desk.ts';
import { runView } from '../projections/run-feed.ts';
import { decodeUtf8 } from '../projections/utf8.ts';
import type { CoreParts } from './core-parts.ts';

const PAGE = 2000;
/** Bytes of the end of an output that may stand in a report; the whole is in the workspace. */
const EXCERPT_BYTES = 4096;

export function runReport(
  parts: CoreParts,
  state: RunState,
  format: OperationRequest<'runs.report'>['format'],
): Result<OperationOutput<'runs.report'>> {
  const model = buildReport({
    view: runView(parts, state, 0),
    events: wholeJournal(parts.events, state.runId),
    workspaceEvents: wholeJournal(parts.events, WORKSPACE_JOURNAL),
    generatedAt: parts.clock.now(),
    version: parts.seat.version,
    machine: parts.seat.machine,
    probeCounts: probeCounts(parts, state),
    excerptOf: (attempt) => excerpt(parts, { runId: state.runId, ...attempt }),
  });
  if (model === null) return failed('not-found', `Run ${state.runId} has no beginning in the log.`);
  return ok(parts.renderReport(model, format));
}

/** Counts of what was kept, by the names the plan has. */
function probeCounts({ samples }: CoreParts, { runId, plan }: RunState) {
  const all = samples.series(`run:${runId}/probe:`);
  return (plan.probes ?? []).flatMap(({ name: probe }) =>
    all.filter(({ subject }) => subject === probeSubject(runId, probe)).map((counts) => ({ ...counts, probe })),
  );
}

function wholeJournal(store: EventStore, journalId: string): StoredEvent[] {
  const events: StoredEvent[] = [];
  for (;;) {
    const page = store.readJournal(journalId, events.at(-1)?.seq ?? 0, PAGE);
    events.push(...page);
    if (page.length < PAGE) return events;
  }
}

type AttemptName = Parameters<CoreParts['outputs']['read']>[0];

/** The end of what it said last: errors first, else what it printed or answered. */
function excerpt({ outputs }: CoreParts, attempt: AttemptName): string | null {
  const streams: readonly OutputStream[] = ['stderr', 'stdout', 'body'];
  for (const stream of streams) {
    const { totalBytes } = outputs.read(attempt, stream, 0, 1);
    if (totalBytes === 0) continue;
    const { bytes } = outputs.read(attempt, stream, Math.max(0, totalBytes - EXCERPT_BYTES), EXCERPT_BYTES);
    return decodeUtf8(bytes);
  }
  return null;
}
