import type { Actor } from '../../../contract/actor.ts';
import type { RunCommand, StepAction } from '../../../contract/commands.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { DraftEvent } from '../../../contract/events.ts';
import type { RunId, StepId, TargetName } from '../../../contract/ids.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import { decide } from '../../domain/run/index.ts';
import { momentText } from '../../domain/run/moment.ts';
import { isEntry } from '../../domain/run/run-rules.ts';
import { scenarioBegin } from '../../domain/run/scenario-begin.ts';
import { isEnded, type RunState, stepNamed } from '../../domain/run/state.ts';
import type { EngineCommand, Facts } from '../../domain/run/types.ts';
import type { SecretForms } from '../capture/secret-forms.ts';
import { cleanActor, cleanDraft } from './event-data.ts';
import type { Authored, WriteJob } from './writer.ts';

/** A person's device and this machine do not agree to the second. */
const CLOCKS_DIFFER_MS = 1_000;

/** Earlier than that is a slip of the pen. */
const WORDS_REACH_BACK_MS = 30 * 24 * 60 * 60 * 1000;

/** What a decision needs to know beside the run itself. */
export interface DecisionFacts {
  readonly coreId: string;
  readonly engine: Actor;
  now(state: RunState): number;
  isDriving(runId: RunId): boolean;
  commandHash(state: RunState, stepId: StepId, target: TargetName): string;
  forms(runId: RunId): SecretForms;
  lacksSecrets(state: RunState, stepId: StepId): boolean;
}

export type PersonRequest = OperationRequest<'runs.command'>;

/** A command a person gives. */
export function personJob(request: PersonRequest, by: Actor, facts: DecisionFacts): WriteJob {
  const actor = cleanActor(by, facts.forms(request.runId));
  return {
    journalId: request.runId,
    commandId: request.commandId,
    decide(state) {
      if (state === null) return failed('not-found', `There is no run ${request.runId}.`);
      const moment = occasion(state, request, facts.now(state));
      const { now, at, command } = moment;
      const objection = staleness(state, request) ?? timeObjection(state, moment);
      if (objection !== null) return objection;
      const decision = decide(state, command, { ...factsFor(facts, state, actor), now });
      if (decision.kind === 'refused') return { ok: false, problem: decision.problem };
      return ok(
        decision.events.map((draft): Authored => {
          const isOwn = isOwnWord(draft, request);
          const occurredAt = isOwn ? Math.min(at ?? now, now) : now;
          return {
            draft: cleanDraft(draft, facts.forms(state.runId)),
            actor: isOwn ? actor : facts.engine,
            occurredAt,
          };
        }),
      );
    },
  };
}

interface Occasion {
  readonly now: number;
  readonly at: number | undefined;
  readonly command: RunCommand;
}

/** A rehearsal starts on the night it rehearses: its clock is set forward once, with the start. */
function occasion(state: RunState, { command, attribution }: PersonRequest, now: number): Occasion {
  const begin = command.type === 'start' ? scenarioBegin(state, command, now) : null;
  if (begin === null || command.type !== 'start') return { now, at: attribution?.at, command };
  return { now: begin, at: undefined, command: { ...command, t0: 'window' } };
}

/** Something found out about a run; it stands in the log and changes no step. */
export function recordJob(runId: RunId, entry: { draft: DraftEvent; actor: Actor }, facts: DecisionFacts): WriteJob {
  return {
    journalId: runId,
    commandId: null,
    decide(state) {
      if (state === null) return failed('not-found', `There is no run ${runId}.`);
      // A terminal may outlive its run; that it was closed belongs to the record all the same.
      if (isEnded(state) && entry.draft.type !== 'terminal.closed')
        return failed('refused', `Run ${runId} is over: there is nothing to find out about it any more.`);
      const forms = facts.forms(runId);
      const occurredAt = facts.now(state);
      return ok([{ draft: cleanDraft(entry.draft, forms), actor: cleanActor(entry.actor, forms), occurredAt }]);
    },
  };
}

/** What the software itself has to say: time passed, an effect ended. */
export function engineJob(runId: RunId, command: EngineCommand, facts: DecisionFacts): WriteJob {
  return {
    journalId: runId,
    commandId: null,
    decide(state) {
      if (state === null) return failed('not-found', `There is no run ${runId}.`);
      const occurredAt = facts.now(state);
      const decision = decide(state, command, factsFor(facts, state, facts.engine));
      if (decision.kind === 'refused') return { ok: false, problem: decision.problem };
      const forms = facts.forms(runId);
      return ok(decision.events.map((draft) => ({ draft: cleanDraft(draft, forms), actor: facts.engine, occurredAt })));
    },
  };
}

function factsFor(facts: DecisionFacts, state: RunState, actor: Actor): Facts {
  return {
    now: facts.now(state),
    coreId: facts.coreId,
    person: actor.person,
    role: actor.role,
    driven: facts.isDriving(state.runId),
    commandHash: (stepId, target, present) => facts.commandHash(present, stepId, target),
    lacksSecrets: (stepId, present) => facts.lacksSecrets(present, stepId),
  };
}

/** What was looked at has changed meanwhile: the person decides again, on what is true now. */
function staleness(state: RunState, request: PersonRequest): Result<never> | null {
  const { command, basedOn } = request;
  if (basedOn === undefined || isEntry(command.type) || command.type === 'eta') return null;
  if (command.type !== 'act') {
    if (basedOn >= state.lifecycleSeq) return null;
    return failed(
      'stale',
      `The run has changed since you looked (event ${state.lifecycleSeq}). Look again, then decide.`,
    );
  }
  const step = stepNamed(state, command.stepId);
  if (step === null || basedOn >= step.changedSeq) return null;
  const message = `Step ${command.stepId} has changed since you looked (event ${step.changedSeq}). Look again, then decide.`;
  return failed('stale', message);
}

function timeObjection(state: RunState, { command, at, now }: Occasion): Result<never> | null {
  if (at === undefined) return null;
  if (at > now + CLOCKS_DIFFER_MS)
    return failed('invalid-input', 'The time given lies in the future. Give the time at which it happened.');
  // A word may be about what was before the run was set up: the call at noon, the batch of the afternoon.
  const earliest = isEntry(command.type) ? state.createdAt - WORDS_REACH_BACK_MS : state.createdAt;
  if (at < earliest) {
    return failed(
      'invalid-input',
      'The time given lies before the run was created. Give the time at which it happened.',
    );
  }
  return command.type === 'act' && endsStep.has(command.act.action) ? endBeforeStart(state, command.stepId, at) : null;
}

const endsStep: ReadonlySet<StepAction['action']> = new Set(['done', 'failed', 'sent']);

/** A step that is over before it began would have taken less than no time. */
function endBeforeStart(state: RunState, stepId: StepId, at: number): Result<never> | null {
  const startedAt = stepNamed(state, stepId)?.startedAt ?? null;
  if (startedAt === null || at >= startedAt) return null;
  const began = momentText(state, startedAt);
  return failed(
    'invalid-input',
    `The time given lies before ${stepId} was started (${began}). Give the time of its end.`,
  );
}

/** The word an act puts on its step itself, where the step is a person's work. */
const wordOfAct: Partial<Record<StepAction['action'], readonly DraftEvent['type'][]>> = {
  start: ['step.started'],
  done: ['step.started', 'step.succeeded'],
  failed: ['step.failed'],
  reject: ['step.failed'],
  skip: ['step.skipped'],
  sent: ['step.started', 'step.succeeded'],
};

/** Commands of one word: what else follows in the same decision is not theirs. */
const wordOfCommand: Partial<Record<RunCommand['type'], DraftEvent['type']>> = {
  note: 'note.added',
  decide: 'decision.recorded',
  'raise-issue': 'issue.raised',
  'change-issue': 'issue.changed',
  'resolve-issue': 'issue.resolved',
  'reopen-issue': 'issue.reopened',
  'give-update': 'update.given',
  eta: 'step.eta-given',
  rebase: 'run.rebased',
};

/**
 * Did the person say this, or did it follow from what was said? The former carries the person's name and time;
 * what follows happens now, and the software answers for it.
 */
function isOwnWord(draft: DraftEvent, { command }: PersonRequest): boolean {
  const stepId = 'stepId' in draft.data ? (draft.data.stepId ?? null) : null;
  const entry = wordOfCommand[command.type];
  if (entry !== undefined) return draft.type === entry;
  if (command.type !== 'act') return stepId === null && (draft.type !== 'run.held' || draft.data.cause === 'person');
  if (stepId !== command.stepId) return false;
  return isStatement(draft) || (wordOfAct[command.act.action]?.includes(draft.type) ?? false);
}

/** Types only a person's command produces. */
function isStatement(draft: DraftEvent): boolean {
  switch (draft.type) {
    case 'step.go-given':
    case 'step.retry-requested':
    case 'attempt.reopened':
    case 'item.ticked':
    case 'item.unticked':
    case 'criterion.met':
    case 'criterion.not-met':
    case 'approval.given':
    case 'approval.refused':
    case 'evidence.attached':
    case 'message.sent':
    case 'note.added':
      return true;
    default:
      return false;
  }
}
