import type { Attribution } from '../../../contract/actor.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import { canonical } from '../../domain/audit/canonical.ts';
import { blockers, type RunState, stepDetail } from '../../domain/run/index.ts';
import { runUpdate } from '../../domain/update/run-update.ts';
import { actorOf, whenOf } from '../attribution.ts';
import { runSummaries } from '../projections/home-feed.ts';
import { runView } from '../projections/run-feed.ts';
import { logPage } from '../projections/run-log.ts';
import type { CoreParts } from './core-parts.ts';
import type { FeatureHandlers } from './handler.ts';
import { outputBytes, outputPage } from './run-output.ts';
import { runReport } from './run-report.ts';

/** Preflight has a file of its own. */
type RunHandlers = Omit<FeatureHandlers<'runs'>, 'runs.preflight'>;

export function runHandlers(parts: CoreParts): RunHandlers {
  return { ...changing(parts), ...looking(parts), ...reading(parts) };
}

type Changing = Pick<RunHandlers, 'runs.create' | 'runs.command' | 'runs.secrets'>;

function changing({ desk, seat, clock }: CoreParts): Changing {
  const isTimely = (attribution: Attribution | undefined, now: number) => whenOf(attribution, now);
  return {
    'runs.create': async (request, caller) => {
      const actor = actorOf(request.attribution, caller, seat);
      if (!actor.ok) return actor;
      const at = isTimely(request.attribution, clock.now());
      return at.ok ? desk.create(request, actor.value) : at;
    },
    'runs.command': async (request, caller) => {
      const actor = actorOf(request.attribution, caller, seat);
      if (!actor.ok) return actor;
      const at = isTimely(request.attribution, desk.now(request.runId));
      return at.ok ? desk.command(request, actor.value) : at;
    },
    'runs.secrets': ({ runId, secrets }) => desk.provideSecrets(runId, secrets),
  };
}

type Looking = Pick<RunHandlers, 'runs.list' | 'runs.get' | 'runs.step' | 'runs.why' | 'runs.update'>;

function looking(parts: CoreParts): Looking {
  const { desk } = parts;
  const moment = (runId: RunId) => ({
    now: desk.now(runId),
    driven: desk.isDriving(runId),
    lacking: desk.lackingOf(runId),
  });
  return {
    'runs.list': () => ok(runSummaries(parts)),
    'runs.get': ({ runId, logEntries }) => withRun(parts, runId, (state) => ok(runView(parts, state, logEntries))),
    'runs.step': ({ runId, stepId }) =>
      withRun(parts, runId, (state) => {
        const detail = stepDetail(state, stepId, moment(runId));
        return detail === null ? noStep(runId, stepId) : ok(detail);
      }),
    'runs.update': ({ runId }) => withRun(parts, runId, (state) => ok(runUpdate(runView(parts, state, 0)))),
    'runs.why': ({ runId, stepId }) =>
      withRun(parts, runId, (state) => {
        if (stepId !== undefined && !state.index.positions.has(stepId)) return noStep(runId, stepId);
        return ok(blockers(state, { stepId: stepId ?? null, ...moment(runId) }));
      }),
  };
}

type Reading = Pick<RunHandlers, 'runs.log' | 'runs.events' | 'runs.output' | 'runs.bytes' | 'runs.report'>;

function reading(parts: CoreParts): Reading {
  return {
    'runs.log': ({ runId, afterSeq, limit }) =>
      withRun(parts, runId, ({ plan }) => {
        const entries = logPage(parts.events, { runId, plan, afterSeq, limit });
        return ok({ entries, nextAfterSeq: next(entries, limit) });
      }),
    'runs.events': ({ runId, afterSeq, limit }) =>
      withRun(parts, runId, () => {
        const events = parts.events.readJournal(runId, afterSeq, limit);
        return ok({ lines: events.map(canonical), nextAfterSeq: next(events, limit) });
      }),
    'runs.output': (request) => withRun(parts, request.runId, (state) => outputPage(parts, state, request)),
    'runs.bytes': (request) => withRun(parts, request.runId, (state) => outputBytes(parts, state, request)),
    'runs.report': ({ runId, format }) => withRun(parts, runId, (state) => runReport(parts, state, format)),
  };
}

function withRun<T>({ desk }: CoreParts, runId: RunId, look: (state: RunState) => Result<T>): Result<T> {
  const state = desk.state(runId);
  return state === null ? failed('not-found', `There is no run ${runId}.`) : look(state);
}

function noStep(runId: RunId, stepId: string): Result<never> {
  return failed('not-found', `Run ${runId} has no step ${stepId}.`);
}

/** Where the next page starts; null = there is none now. */
function next(page: readonly { readonly seq: number }[], limit: number): number | null {
  return page.length < limit ? null : (page.at(-1)?.seq ?? null);
}
