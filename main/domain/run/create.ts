import type { EventOf } from '../../../contract/events.ts';
import { indexPlan, type StepFacts } from './plan-index.ts';
import { tallyTargets } from './put-step.ts';
import type { RunState, StepState, TargetState } from './state.ts';

/** The draft run that `run.created` freezes. */
export function createdRun(event: EventOf<'run.created'>): RunState {
  const { data } = event;
  const index = indexPlan(data.plan);
  const steps = index.facts.map((facts) => newStep(facts, event.seq));
  return {
    runId: data.runId,
    mode: data.mode,
    speed: data.speed,
    faults: data.faults,
    // In a live run people speak for themselves, whatever its log says.
    answers: data.mode === 'live' ? null : (data.answers ?? null),
    forks: data.forks,
    document: data.document,
    hashes: data.hashes,
    inputs: data.inputs,
    secretNames: data.secretNames,
    plan: data.plan,
    index,
    life: 'draft',
    held: [],
    t0: null,
    t0From: null,
    createdAt: event.occurredAt,
    startedAt: null,
    endedAt: null,
    chair: event.actor.person,
    abortReason: null,
    closure: null,
    issues: [],
    lastUpdate: null,
    terminals: [],
    probes: new Map(),
    preflight: { demand: data.preflight ?? null, last: null, setBackMs: 0 },
    etaSeq: 0,
    steps,
    tally: {
      pending: steps.length,
      ready: 0,
      working: 0,
      succeeded: 0,
      failed: 0,
      indeterminate: 0,
      skipped: 0,
      cancelled: 0,
    },
    live: steps.flatMap((step, position) => (step.unmet === 0 ? [position] : [])),
    timed: steps.flatMap((step, position) => (step.unmet === 0 ? [position] : [])),
    queue: [],
    asking: [],
    busy: [],
    giving: [],
    lifecycleSeq: event.seq,
    lastSeq: event.seq,
  };
}

function newStep(facts: StepFacts, seq: number): StepState {
  const targets = facts.targets.map(newTarget);
  return {
    status: 'pending',
    trouble: null,
    unmet: facts.startDependencies.length,
    lagEndsAt: 0,
    completionLagEndsAt: 0,
    hasReleasedStart: false,
    hasReleasedEnd: false,
    readyAt: null,
    startedAt: null,
    endedAt: null,
    isGoGiven: false,
    isPastDeadline: false,
    isPastNotAfter: false,
    byHand: false,
    skippedBy: null,
    exceptions: [],
    reason: null,
    outputs: {},
    targets,
    targetTally: tallyTargets(targets),
    nextRetryAt: null,
    attempts: 0,
    retries: 0,
    executors: [],
    ticks: [],
    criteria: [],
    approvals: [],
    sent: null,
    evidence: [],
    eta: null,
    changedSeq: seq,
  };
}

function newTarget(name: string): TargetState {
  return {
    name,
    status: 'waiting',
    question: null,
    retryAt: null,
    attempts: [],
    roundFrom: 0,
    notStarted: 0,
    outputs: {},
    reason: null,
    checks: [],
  };
}
