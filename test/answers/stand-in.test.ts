import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Answer, AnswersGiven, Others } from '../../contract/answers.ts';
import type { PlanAction, PlanStep } from '../../contract/plan.ts';
import { standInAt } from '../../main/domain/answers/scene.ts';
import { stepAt } from '../../main/domain/run/index.ts';
import { aPlan, aStep, checklist, fs, gate, MINUTE, manual, message, ssh, wait } from '../run/plans.ts';
import { Rig } from '../run/rig.ts';

const estimate = { minMs: MINUTE, likelyMs: 2 * MINUTE, maxMs: 3 * MINUTE };

function rehearsing(steps: readonly PlanStep[], answers: AnswersGiven): Rig {
  const rig = new Rig(aPlan(steps));
  rig.state = { ...rig.state, answers };
  rig.give({ type: 'start' });
  return rig;
}

function asPlanned(given: Record<string, Answer> = {}, others: Others = 'as-planned'): AnswersGiven {
  return { fileName: null, others, given };
}

describe('somebody who is spoken for', () => {
  it('starts at once and is done when the planned time is over, not before', () => {
    const rig = rehearsing([aStep('look', manual, { duration: estimate })], asPlanned());
    expect(standInAt(rig.state, 0, rig.now)).toMatchObject({ kind: 'act', act: { action: 'start' } });
    rig.act('look', { action: 'start' }, 'Ada');
    expect(standInAt(rig.state, 0, rig.now)).toMatchObject({ kind: 'later', at: rig.now + 2 * MINUTE });
    expect(standInAt(rig.state, 0, rig.now + 2 * MINUTE)).toMatchObject({ kind: 'act', act: { action: 'done' } });
  });

  it('answers before a deadline that would come first', () => {
    const deadline = { withinMs: MINUTE, onExpiry: 'no-go', escalate: [] } as const;
    const step = aStep('gate', gate(), { duration: estimate, deadline: { ...deadline, escalate: [] } });
    const rig = rehearsing([step], asPlanned());
    const found = standInAt(rig.state, 0, rig.now);
    expect(found.kind === 'later' && found.at < rig.now + MINUTE && found.at > rig.now).toBe(true);
  });

  it('says nothing at a step that has failed: what becomes of it is for a person', () => {
    const rig = rehearsing([aStep('look', manual)], asPlanned());
    rig.act('look', { action: 'start' });
    rig.act('look', { action: 'failed', reason: 'broken' });
    expect(standInAt(rig.state, 0, rig.now)).toEqual({ kind: 'nothing' });
  });

  it('is not taken from what every object inherits', () => {
    const rig = rehearsing([aStep('constructor', manual)], asPlanned({}, 'ask'));
    expect(standInAt(rig.state, 0, rig.now)).toEqual({ kind: 'nothing' });
  });

  it('says Go as the chair where Go is ordered, and leaves the people to themselves', () => {
    const rig = rehearsing([aStep('deploy', ssh(['a']), { start: 'ask' }), aStep('look', manual)], asPlanned({}, 'go'));
    expect(standInAt(rig.state, 0, rig.now)).toMatchObject({ act: { action: 'go' }, by: { person: rig.state.chair } });
    expect(standInAt(rig.state, 1, rig.now)).toEqual({ kind: 'nothing' });
  });
});

describe('a two-person item', () => {
  const four: PlanAction = {
    kind: 'checklist',
    items: [{ id: 'one', text: 'One', responsible: null, fourEyes: true }],
  };

  it('is ticked by two of the plan’s people, and by nobody twice', () => {
    const rig = rehearsing([aStep('list', four)], asPlanned());
    const names: string[] = [];
    for (let round = 0; round < 4; round++) {
      const said = standInAt(rig.state, 0, rig.now);
      if (said.kind !== 'act') break;
      if (said.act.action === 'tick') names.push(said.by.person);
      rig.act('list', said.act, said.by.person);
    }
    expect(names).toEqual(['Ada', 'Edsger']);
    expect(rig.step('list')).toBe('succeeded');
  });

  it('waits for a person when the file names only one', () => {
    const rig = rehearsing([aStep('list', four)], asPlanned({ list: { outcome: 'done', by: 'Ada' } }, 'ask'));
    rig.act('list', { action: 'start' }, 'Ada');
    rig.act('list', { action: 'tick', itemId: 'one' }, 'Ada');
    expect(standInAt(rig.state, 0, rig.now)).toMatchObject({ kind: 'stuck' });
  });
});

const action: fc.Arbitrary<PlanAction> = fc.constantFrom<PlanAction>(
  manual,
  checklist('one', 'two'),
  gate(),
  gate({ criteria: ['ok'], count: 2 }),
  gate({ count: 2, excludeExecutor: true }),
  gate({ excludeExecutor: true }),
  message(),
  ssh(['a', 'b']),
  wait(MINUTE),
);
const answer: fc.Arbitrary<Answer> = fc.record(
  {
    outcome: fc.constantFrom<Answer['outcome']>('done', 'done', 'failed', 'skipped'),
    by: fc.constantFrom('Ada', 'Grace', 'Edsger', 'Mallory'),
    approve: fc.boolean(),
    items: fc.constantFrom(['one'], ['ok'], []),
  },
  { requiredKeys: ['outcome'] },
);
const drawn = fc.record({
  steps: fc.array(
    fc.record({
      action,
      ask: fc.boolean(),
      chained: fc.boolean(),
      likely: fc.constantFrom(0, MINUTE),
      given: fc.option(answer),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  others: fc.constantFrom<Others>('ask', 'go', 'as-planned'),
  moves: fc.array(fc.record({ step: fc.nat(5), ms: fc.constantFrom(0, 0, MINUTE) }), { maxLength: 60 }),
});

test('nobody is answered for who is not asked, and no word is said that the rules of the run refuse', () => {
  let approvals = 0;
  fc.assert(
    fc.property(drawn, ({ steps, others, moves }) => {
      const plan = steps.map(({ action: own, ask, chained, likely }, at) =>
        aStep(`s${at}`, own, {
          start: ask ? 'ask' : 'auto',
          after: chained && at > 0 ? [fs(`s${at - 1}`)] : [],
          duration: { minMs: likely, likelyMs: likely, maxMs: likely },
        }),
      );
      const given = Object.fromEntries(
        steps.flatMap(({ given: one }, at) => (one === null ? [] : [[`s${at}`, one] as const])),
      );
      const rig = rehearsing(plan, { fileName: 'a.yaml', others, given });
      for (const move of moves) {
        const index = move.step % plan.length;
        speak(rig, index, { given, others });
        for (const effect of rig.effects()) {
          if (effect.kind === 'perform') rig.finish(effect.stepId, effect.target, 'succeeded');
        }
        if (move.ms > 0) rig.pass(move.ms);
      }
      approvals += rig.events.filter((event) => event.type === 'approval.given').length;
    }),
    { numRuns: 1000 },
  );
  expect(approvals).toBeGreaterThan(30);
});

function speak(rig: Rig, index: number, answers: { given: Record<string, Answer>; others: Others }): void {
  const { state } = rig;
  const id = `s${index}`;
  const said = standInAt(state, index, rig.now);
  const step = stepAt(state, index);
  const isAnswered = Object.hasOwn(answers.given, id) || answers.others !== 'ask';
  if (!isAnswered) expect(said).toEqual({ kind: 'nothing' });
  if (said.kind === 'act' || said.kind === 'later') expect(['ready', 'working']).toContain(step.status);
  if (said.kind !== 'act') return;
  const decision = rig.decide({ type: 'act', stepId: id, act: said.act }, said.by.person);
  // A file may name somebody who has no say: then nothing is said, and a person is asked.
  expect(decision, JSON.stringify(said)).toMatchObject({ kind: 'events' });
  if (said.act.action === 'approve') mayApprove(rig, index, said.by.person);
  rig.act(id, said.act, said.by.person);
}

/** Judged from the plan and the log alone. */
function mayApprove(rig: Rig, index: number, person: string): void {
  const step = rig.state.plan.steps[index];
  if (step?.action.kind !== 'gate') throw new Error('only a gate is approved');
  const { roles, excludeExecutor } = step.action.approvals;
  const speakers = rig.state.plan.people.filter((one) => roles.includes(one.role));
  const backups = rig.state.plan.people.filter((one) => speakers.some((speaker) => speaker.backup === one.role));
  const direct = speakers.flatMap((speaker) => (speaker.backup === null ? [] : [speaker.backup]));
  expect([...speakers, ...backups].map((one) => one.name).concat(direct)).toContain(person);
  if (!excludeExecutor) return;
  const before = step.after.map((dependency) => rig.state.index.positions.get(dependency.step) ?? -1);
  for (const position of before) expect(stepAt(rig.state, position).executors).not.toContain(person);
}
