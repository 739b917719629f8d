import type { DocumentSummary, Overlap, RehearsalFact } from '../../../contract/workspace-views.ts';
import { type Claim, overlapsOf } from '../../domain/calendar/overlaps.ts';
import { placeOf } from '../../domain/calendar/place.ts';
import { usedTargets } from '../../domain/plan/index.ts';
import type { RunState } from '../../domain/run/state.ts';
import type { PlanPrint } from '../ports/document-reader.ts';

/** What is going to be worked on: documents and runs of this moment, and what they say of a clash. */
export interface AgendaSources {
  readonly documents: readonly DocumentSummary[];
  readonly runs: readonly RunState[];
}

/**
 * Who wants which targets when. A runbook counts with its newest revision's window, until a live run of it in that
 * window is over; a live run that is open counts with the window it was frozen with. A rehearsal touches nothing, a
 * cancelled run never did.
 */
export function claimsOf({ documents, runs }: AgendaSources): Claim[] {
  const live = runs.filter((run) => run.mode === 'live' && run.life !== 'cancelled' && run.life !== 'draft');
  const isSpent = ({ key, window }: DocumentSummary) =>
    live.some((run) => run.document.key === key && isSame(run.plan.window, window));
  const planned = documents.flatMap((document): Claim[] => {
    const { key, window, targets } = document;
    return window === null || targets.length === 0 || isSpent(document) ? [] : [{ key, window, targets }];
  });
  const open = live.flatMap((run): Claim[] => {
    const { window } = run.plan;
    if (run.endedAt !== null || window === null) return [];
    const places = usedTargets(run.plan).map((target) => ({ name: target.name, address: placeOf(target) }));
    return [{ key: run.document.key, window, targets: places }];
  });
  return [...planned, ...open];
}

/** Overlaps change with documents and with the life of runs, not with every event: worked out anew only then. */
export function rememberedOverlaps(): (sources: AgendaSources) => Overlap[] {
  let known: { readonly from: string; readonly overlaps: Overlap[] } | null = null;
  return (sources) => {
    const documents = sources.documents.map(({ key, sha256 }) => `${key} ${sha256}`);
    const lives = sources.runs.map(({ runId, life }) => `${runId} ${life}`);
    const from = [...documents, ...lives].join('\n');
    if (known?.from !== from) known = { from, overlaps: overlapsOf(claimsOf(sources)) };
    return known.overlaps;
  };
}

function isSame(one: Claim['window'] | null, other: Claim['window'] | null): boolean {
  return one !== null && other !== null && one.start === other.start && one.end === other.end;
}

/** The newest finished rehearsal of each runbook, held against the runbook as it is: a fact of hashes. */
export function rehearsalFacts(
  { documents, runs }: AgendaSources,
  printOf: (sha256: string) => PlanPrint | null,
): RehearsalFact[] {
  const newest = new Map<string, RunState>();
  for (const run of runs) {
    if (run.mode !== 'rehearsal' || run.life !== 'completed') continue;
    const known = newest.get(run.document.key);
    if (known === undefined || known.createdAt < run.createdAt) newest.set(run.document.key, run);
  }
  return documents.flatMap(({ key, sha256 }) => {
    const run = newest.get(key);
    return run === undefined ? [] : [rehearsalFact(run, printOf(sha256))];
  });
}

/** A rehearsal's own clock may be hours ahead: the day it was done is the day it was created. */
function rehearsalFact(run: RunState, print: PlanPrint | null): RehearsalFact {
  const changedSteps = print === null ? run.plan.steps.length : changesOf(run, print);
  return {
    key: run.document.key,
    runId: run.runId,
    at: run.createdAt,
    closureCode: run.closure?.code ?? null,
    planHash: run.hashes.plan,
    isUnchanged: print?.plan === run.hashes.plan,
    changedSteps,
  };
}

function changesOf(run: RunState, print: PlanPrint): number {
  const changed = run.plan.steps.filter((step) => print.steps.get(step.id) !== step.hash).length;
  const known = new Set<string>(run.plan.steps.map((step) => step.id));
  return changed + [...print.steps.keys()].filter((id) => !known.has(id)).length;
}
