import type { DraftEvent, HoldCause, RecordedEvent } from '../../../contract/events.ts';
import type { StepId } from '../../../contract/ids.ts';
import { evolve } from './evolve.ts';
import type { StepFacts } from './plan-index.ts';
import type { RunState, StepState } from './state.ts';
import { isHeld, stepAt } from './state.ts';
import type { Facts } from './types.ts';

/** The workbench of one decision: what was decided so far, and the state as it is after that. Never leaves `decide`. */
export interface Deliberation {
  state: RunState;
  readonly events: DraftEvent[];
  readonly facts: Facts;
}

export function emit(work: Deliberation, event: DraftEvent): void {
  work.events.push(event);
  work.state = evolve(work.state, provisional(work, event));
}

/** May anything new become ready or start by itself? */
export function mayStart(work: Deliberation): boolean {
  return work.facts.driven && work.state.life === 'running' && !isHeld(work.state);
}

export function factsOf(state: RunState, index: number): StepFacts {
  const facts = state.index.facts[index];
  if (facts === undefined) throw new RangeError(`no step at position ${index}`);
  return facts;
}

export function stepOf(work: Deliberation, index: number): StepState {
  return stepAt(work.state, index);
}

export interface HoldWish {
  readonly cause: HoldCause;
  readonly reason: string;
  readonly stepId?: StepId;
}

/** Holds the run, unless it is held for the very same reason already. */
export function hold(work: Deliberation, wish: HoldWish): void {
  const stepId = wish.stepId ?? null;
  const isKnown = work.state.held.some((entry) => entry.cause === wish.cause && entry.stepId === stepId);
  if (isKnown || work.state.life !== 'running') return;
  emit(work, { type: 'run.held', data: wish });
}

/** The envelope is the writer's; only what `evolve` reads of it is filled in. */
function provisional(work: Deliberation, event: DraftEvent): RecordedEvent {
  const { facts, state } = work;
  return {
    ...event,
    seq: state.lastSeq + 1,
    journalId: state.runId,
    journalSeq: 1,
    version: 1,
    occurredAt: facts.now,
    recordedAt: facts.now,
    monotonicMs: 0,
    bootId: '',
    actor: {
      person: facts.person,
      role: facts.role,
      via: facts.person === 'engine' ? 'engine' : 'desk',
      assurance: 'stated',
      osUser: '',
      machine: '',
    },
    commandId: null,
    prevHash: '',
    hash: '',
  };
}
