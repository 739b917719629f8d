import type { RunCommand } from '../../../contract/commands.ts';
import { deadSteps, openIssuesText, proposedClosure } from './closure.ts';
import { type EntryCommand, isFarAhead } from './decide-entry.ts';
import { giveEta, rebase } from './decide-times.ts';
import { type Deliberation, emit, factsOf, hold } from './deliberation.ts';
import { accepted, type Handled, refused } from './handled.ts';
import { preflightLacks } from './preflight-lacks.ts';
import { runRefusal } from './run-rules.ts';

type LifeCommand = Exclude<RunCommand, { type: 'act' } | EntryCommand>;
type CommandOf<T extends LifeCommand['type']> = Extract<LifeCommand, { type: T }>;

/** How long before the window's start its start still counts as T0. */
const EARLY_MS = 24 * 60 * 60 * 1000;

/** Commands to the run as a whole. */
export function decideLife(work: Deliberation, command: LifeCommand): Handled {
  const refusal = runRefusal(work.state, command.type);
  if (refusal !== null) return refused(refusal);
  switch (command.type) {
    case 'start':
      return start(work, command);
    case 'cancel':
      emit(work, { type: 'run.cancelled', data: { closureCode: 'cancelled', reason: command.reason } });
      return accepted();
    case 'hold':
      hold(work, { cause: 'person', reason: command.reason ?? 'Somebody said Hold.' });
      return accepted();
    case 'resume': {
      const lifted = [...new Set(work.state.held.map((entry) => entry.cause))];
      emit(work, { type: 'run.resumed', data: { reason: command.reason ?? null, lifted } });
      return accepted(work.state.live);
    }
    case 'abort':
      emit(work, { type: 'run.abort-started', data: { reason: command.reason } });
      return accepted(work.state.live);
    case 'close':
      return close(work, command);
    case 'eta':
      return giveEta(work, command);
    case 'rebase':
      return rebase(work, command);
  }
}

function start(work: Deliberation, command: CommandOf<'start'>): Handled {
  const { window } = work.state.plan;
  const { now } = work.facts;
  if (command.t0 === 'window' && window === null) return refused('The runbook has no window: T0 can only be now.');
  const isNear = window !== null && now >= window.start - EARLY_MS && now <= window.end;
  const from = command.t0 ?? (isNear ? 'window' : 'now');
  const t0 = from === 'window' && window !== null ? window.start : now;
  const lacks = preflightLacks(work.state, now);
  // Blanks are no reason.
  const inSpite = command.acceptPreflight?.trim() ?? '';
  if (lacks.length > 0 && inSpite === '') return refusedForPreflight(lacks);
  if (lacks.length > 0) emit(work, { type: 'preflight.accepted', data: { reason: inSpite, lacks: [...lacks] } });
  if (work.state.life === 'draft') emit(work, { type: 'run.armed', data: {} });
  if (window !== null && !isNear) {
    emit(work, { type: 'run.outside-window', data: { windowStart: window.start, windowEnd: window.end, now } });
  }
  emit(work, { type: 'run.started', data: { t0, t0From: from } });
  return accepted(work.state.live);
}

function refusedForPreflight(lacks: readonly string[]): Handled {
  const message = `The run is not started: ${lacks.join(' ')} Run the preflight, or say why to start in spite of it.`;
  return { kind: 'refused', problem: { code: 'refused', message, details: [...lacks] } };
}

function close(work: Deliberation, command: CommandOf<'close'>): Handled {
  const proposed = proposedClosure(work.state);
  if (proposed === null) return refused('The run is not finished.');
  if (isFarAhead(work, command.hypercareUntil)) {
    return refused('Hypercare would last more than a year from now. Look at the date.');
  }
  for (const index of deadSteps(work.state)) {
    const reason = 'Never started: a step before it failed and the run went on.';
    emit(work, { type: 'step.cancelled', data: { stepId: factsOf(work.state, index).step.id, reason } });
  }
  emit(work, {
    type: 'run.completed',
    data: {
      closureCode: command.closureCode ?? proposed.code,
      reason: command.note ?? null,
      proposedCode: proposed.code,
      proposedBecause: proposed.because,
      actualOutageMs: command.actualOutageMs ?? null,
      openIssues: command.openIssues ?? openIssuesText(work.state),
      hypercareUntil: command.hypercareUntil ?? null,
    },
  });
  return accepted();
}
