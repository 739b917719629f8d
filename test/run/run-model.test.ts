import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stepActionNames } from '../../contract/commands.ts';
import { eventSchemas } from '../../contract/events.ts';
import { stepDetailSchema } from '../../contract/step-detail.ts';
import { runHeaderSchema, runSummarySchema } from '../../contract/views.ts';
import {
  blockers,
  type Command,
  decide,
  isEnded,
  replay,
  runActions,
  runHeader,
  runSummary,
  stepActions,
  stepDetail,
} from '../../main/domain/run/index.ts';
import { EVENING, MINUTE } from './plans.ts';
import { Promises } from './promises.ts';
import { move, people, play, suitable } from './random-moves.ts';
import { plan } from './random-plans.ts';
import { Rig } from './rig.ts';

/**
 * Random plans, random people, random targets, crashes and clocks: DESIGN section 1 holds after every event.
 * The promises are judged from the log alone (promises.ts), by none of the code under test.
 */
const SEQUENCES = Number(process.env.HOLDPOINT_MODEL_RUNS ?? 1000);

/** The run is at rest after every command: time alone, at the announced instant and not before, moves it on. */
function isAtRest(rig: Rig): void {
  const advance = (now: number): number => {
    const decision = decide(rig.state, { type: 'advance' }, { ...rig.facts('engine'), now });
    return decision.kind === 'events' ? decision.events.length : 0;
  };
  expect(advance(rig.now)).toBe(0);
  const wake = rig.wake();
  if (wake === null) {
    expect(advance(rig.now + 1000 * MINUTE)).toBe(0);
    return;
  }
  expect(wake).toBeGreaterThan(rig.now);
  expect(advance(wake - 1)).toBe(0);
  expect(advance(wake)).toBeGreaterThan(0);
}

function everyQuestionIsAnswered(rig: Rig): void {
  if (isEnded(rig.state)) return;
  const { now, driven } = rig;
  expect(blockers(rig.state, { stepId: null, now, driven })).not.toEqual([]);
  for (const { id } of rig.state.plan.steps) {
    const isOver = ['succeeded', 'succeeded-with-exceptions', 'skipped', 'cancelled'].includes(rig.step(id));
    const found = blockers(rig.state, { stepId: id, now, driven });
    if (isOver) expect(found).toEqual([]);
    else expect(found, `${id} ${rig.step(id)}`).not.toEqual([]);
    for (const blocker of found) expect(blocker.text.length * blocker.unblock.length).toBeGreaterThan(0);
  }
}

function offersAreKept(rig: Rig): void {
  const isAccepted = (command: Command, person: string): boolean => rig.decide(command, person).kind === 'events';
  for (const offer of runActions(rig.state)) {
    expect(offer.allowed).toBe(offer.reason === null);
    if (offer.reason !== null) expect(offer.reason.length).toBeGreaterThan(5);
    const command = runCommands[offer.action];
    if (command !== undefined) expect(isAccepted(command, 'Ada'), offer.action).toBe(offer.allowed);
  }
  for (const { id: stepId } of rig.state.plan.steps) {
    for (const offer of stepActions(rig.state, stepId, rig.now)) {
      expect(offer.allowed).toBe(offer.reason === null);
      const name = stepActionNames.find((known) => known === offer.action);
      if (name === undefined) throw new Error(`no act ${offer.action}`);
      const takes = suitable(name, rig, stepId).some((act) =>
        people.some((person) => isAccepted({ type: 'act', stepId, act }, person)),
      );
      expect(takes, `${stepId} ${offer.action} ${offer.reason}`).toBe(offer.allowed);
    }
  }
}

const runCommands: Readonly<Record<string, Command>> = {
  start: { type: 'start' },
  cancel: { type: 'cancel', reason: 'r' },
  hold: { type: 'hold' },
  resume: { type: 'resume' },
  abort: { type: 'abort', reason: 'r' },
  close: { type: 'close' },
  note: { type: 'note', text: 't' },
  decide: { type: 'decide', what: 't', options: [], decidedBy: [] },
  'raise-issue': { type: 'raise-issue', text: 't', severity: 'low' },
  'give-update': { type: 'give-update', rag: 'green', because: 't', text: 't' },
  rebase: { type: 'rebase', t0: EVENING + 77_777, reason: 'r' },
};

function viewsAreWellFormed(rig: Rig): void {
  runHeaderSchema.parse(runHeader(rig.state, rig.now, rig.driven));
  runSummarySchema.parse(runSummary(rig.state, rig.now, rig.driven));
  for (const { id } of rig.state.plan.steps) {
    stepDetailSchema.parse(stepDetail(rig.state, id, { now: rig.now, driven: rig.driven }));
  }
  for (const event of rig.events) eventSchemas[event.type].parse(event.data);
}

test('no sequence of commands, outcomes, crashes and clocks breaks a promise', () => {
  fc.assert(
    fc.property(
      plan,
      fc.array(move, { minLength: 5, maxLength: 60 }),
      fc.record({ forks: fc.integer({ min: 1, max: 3 }), tier: fc.constantFrom('gold', 'tin') }),
      (somePlan, moves, { forks, tier }) => {
        const rig = Rig.started(somePlan, { forks, inputs: { tier } });
        const promises = new Promises(somePlan);
        promises.judge(rig.events);
        moves.forEach((next, index) => {
          play(rig, next);
          promises.judge(rig.events);
          promises.judgeEffects(rig.effects(), rig.coreId);
          if (rig.driven) isAtRest(rig);
          everyQuestionIsAnswered(rig);
          if (index % 16 === 7) offersAreKept(rig);
        });
        offersAreKept(rig);
        viewsAreWellFormed(rig);
        expect(replay(rig.events)).toEqual(rig.state);
        const once = rig.decide({ type: 'advance' });
        expect(rig.decide({ type: 'advance' })).toEqual(once);
      },
    ),
    { numRuns: SEQUENCES },
  );
}, 120_000);
