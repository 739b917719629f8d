import type { StepId } from '../../../contract/ids.ts';
import { openApprovers } from '../run/approval.ts';
import { proposedClosure } from '../run/closure.ts';
import { decide } from '../run/decide.ts';
import { factsOf } from '../run/deliberation.ts';
import { tickOfSamePerson, ticksOf } from '../run/item-ticks.ts';
import { whoIs } from '../run/people.ts';
import { deadlineAt } from '../run/schedule-facts.ts';
import { isHeld, type RunState, stepAt } from '../run/state.ts';
import { stepDetail } from '../run/step-detail.ts';
import { type Scene, type Speaker, type StandIn, standIn } from './stand-in.ts';

/** What those say next who are spoken for, at a step by its position; `nothing` in a run of real people. */
export function standInAt(state: RunState, index: number, now: number): StandIn {
  if (state.answers === null || state.life !== 'running') return { kind: 'nothing' };
  const scene = sceneAt(state, index, now);
  return scene === null ? { kind: 'nothing' } : heeded(state, { index, now }, standIn(scene, state.answers));
}

/** What the run would refuse is not said: somebody has to be asked after all. Decided by the run's own rules. */
function heeded(state: RunState, { index, now }: { index: number; now: number }, said: StandIn): StandIn {
  const next = said.kind === 'act' ? said : said.kind === 'later' ? said.next : null;
  const stepId = state.plan.steps[index]?.id;
  if (next === null || stepId === undefined) return said;
  const { person, role } = next.by;
  const facts = { now: said.kind === 'later' ? said.at : now, coreId: '', driven: true, person, role };
  const command = { type: 'act' as const, stepId, act: next.act };
  const decision = decide(state, command, { ...facts, commandHash: () => NO_HASH });
  return decision.kind === 'refused' ? { kind: 'stuck', why: decision.problem.message } : said;
}

/** Nothing of a decision that is only tried is kept. */
const NO_HASH = '0'.repeat(64);

/** Will those go on by themselves here, now or when their time is over? */
export function isSpokenFor(state: RunState, index: number, now: number): boolean {
  const { kind } = standInAt(state, index, now);
  return kind === 'act' || kind === 'file' || kind === 'later';
}

/** Is the finished run to be closed with the proposed code, as ordered? */
export function closesByOrder(state: RunState): boolean {
  const isOrdered = state.answers !== null && state.answers.others !== 'ask';
  return isOrdered && !isHeld(state) && proposedClosure(state) !== null;
}

function sceneAt(state: RunState, index: number, now: number): Scene | null {
  const facts = factsOf(state, index);
  const { id, duration } = facts.step;
  const detail = stepDetail(state, id, { now, driven: true });
  if (detail === null) return null;
  const step = stepAt(state, index);
  return {
    detail,
    responsible: responsibleFor(state, id),
    approvers: openApprovers(state, index).map(({ person, role }) => ({ person, role })),
    freshEyes: (itemId) => freshEyes(state, index, itemId),
    chair: state.chair,
    plannedMs: duration?.likelyMs ?? 0,
    since: step.startedAt ?? step.readyAt,
    completableAt: step.status === 'working' ? step.completionLagEndsAt : 0,
    due: deadlineAt(facts, step),
    now,
  };
}

function freshEyes(state: RunState, index: number, itemId: string): Speaker | null {
  const ticks = ticksOf(stepAt(state, index), itemId);
  const other = state.plan.people.find(({ name }) => tickOfSamePerson(state.plan, ticks, name) === null);
  return other === undefined ? null : { person: other.name, role: other.role };
}

/** The person the plan names; where it names only a role, the role speaks for itself. */
function responsibleFor(state: RunState, stepId: StepId): Speaker {
  const index = state.index.positions.get(stepId);
  const step = index === undefined ? null : factsOf(state, index).step;
  const wanted = step?.supplier ?? step?.responsible ?? null;
  if (wanted === null) return { person: state.chair, role: null };
  const who = whoIs(state.plan, wanted);
  return { person: who?.person ?? wanted, role: who?.role ?? null };
}
