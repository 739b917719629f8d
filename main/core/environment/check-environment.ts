import { readSelector } from '../../../contract/documents/selector.ts';
import type { CheckOutcome } from '../../../contract/environments.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import type { PlanTarget } from '../../../contract/plan.ts';
import { type EnvironmentModel, ownClockColumn } from '../../domain/environment/environment-model.ts';
import { type Found, goodFound, sampleOf } from '../../domain/environment/found.ts';
import { selectTargets } from '../../domain/plan/select-targets.ts';
import { judgeOwnClock } from '../../domain/preflight/judge-clock.ts';
import type { Survey } from '../../domain/preflight/survey.ts';
import { slidingWindow } from '../preflight/sliding-window.ts';
import { type AskingParts, askCertificate, askTarget, type FoundThere } from './ask-target.ts';
import type { EnvironmentBook } from './environment-book.ts';
import { RunningCheck } from './running-check.ts';

export interface Checking {
  readonly parts: AskingParts;
  readonly model: EnvironmentModel;
  readonly book: EnvironmentBook;
  readonly request: OperationRequest<'environments.check'>;
  readonly by: string;
  readonly began: (running: RunningCheck) => void;
  readonly answered: () => void;
}

type Counts = Omit<CheckOutcome, 'summary' | 'targets'> & { readonly names: ReadonlySet<string> };

/** Asks the targets side by side in a fair window; each answer is kept as it comes, and stands alone. */
export async function checkEnvironment(checking: Checking): Promise<Result<Counts>> {
  const { parts, model, request, by } = checking;
  const meant = targetsMeant(model, request.targets);
  if (!meant.ok) return meant;
  const startedAt = parts.clock.now();
  const running = new RunningCheck({ startedAt, by, total: meant.value.length });
  checking.began(running);
  const tally = new Tally();
  const keep = keeper(checking, tally);
  const own = request.targets === undefined ? askOwn(checking, running.signal, keep) : Promise.resolve();
  const surveys = await slidingWindow(meant.value, request.forks, async (target): Promise<Survey[]> => {
    if (running.signal.aborted) return [];
    running.begins(target.name);
    const { found, survey } = await askTarget(parts, { model, target, signal: running.signal });
    const isCut = running.signal.aborted;
    // What was cut by us says nothing about the target.
    if (!isCut) for (const one of found) keep(target.name, one);
    running.ends(target.name, !isCut && found.some((one) => one.found.state === 'bad'));
    checking.answered();
    return survey === null || isCut ? [] : [survey];
  });
  await own;
  if (request.targets === undefined && !running.signal.aborted) {
    keep(null, { column: ownClockColumn.id, found: ownClock(surveys.flat()), durationMs: 0 });
  }
  const names = new Set(meant.value.map(({ name }) => name));
  return ok({ ...tally.counts, names, isCancelled: running.signal.aborted, startedAt, endedAt: parts.clock.now() });
}

function targetsMeant(model: EnvironmentModel, text: string | undefined): Result<readonly PlanTarget[]> {
  const { targets, key } = model;
  if (targets.length === 0) return failed('refused', `${key} has no targets yet. Add inventory: to its document.`);
  if (text === undefined) return ok(targets);
  const selector = readSelector(text);
  if (selector === undefined) {
    const message = `“${text}” is not a selector of targets. Write k=v, k in (a,b), group=web or name=web-*.`;
    return failed('invalid-input', message);
  }
  const names = new Set<string>(selectTargets(targets, selector, null));
  if (names.size === 0) return failed('invalid-input', `“${text}” matches no target of ${key}.`);
  return ok(targets.filter(({ name }) => names.has(name)));
}

type Keep = (target: string | null, there: FoundThere) => void;

function keeper({ parts, book }: Checking, tally: Tally): Keep {
  return (target, { column, found, durationMs }) => {
    book.add({ column, target }, sampleOf(found, parts.clock.now(), Math.max(0, Math.round(durationMs))));
    tally.add(found);
  };
}

/** What is asked of the environment itself: certificates its infrastructure items name. */
async function askOwn({ parts, model }: Checking, signal: AbortSignal, keep: Keep): Promise<void> {
  const places = model.tls.filter(({ target }) => target === null);
  await slidingWindow(places, 8, async ({ column, host, port }) => {
    const there = await askCertificate(parts, { column, host, port, signal });
    if (!signal.aborted) keep(null, there);
  });
}

function ownClock(surveys: readonly Survey[]): Found {
  const [suspicion] = judgeOwnClock(surveys);
  if (suspicion === undefined) return goodFound('Not contradicted by its targets.');
  return { state: 'warning', text: suspicion.text, cure: suspicion.cure, value: null };
}

class Tally {
  readonly counts = { asked: 0, good: 0, warning: 0, bad: 0, unknown: 0 };

  add({ state }: Found): void {
    this.counts.asked += 1;
    this.counts[state] += 1;
  }
}
