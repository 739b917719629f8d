import { describe, expect, it } from 'vitest';
import { stepIdSchema } from '../../contract/ids.ts';
import type { ChecklistItem } from '../../contract/plan.ts';
import { replay, stepDetail } from '../../main/domain/run/index.ts';
import { aPlan, aStep, MINUTE } from './plans.ts';
import { Rig } from './rig.ts';

const twoPeople: ChecklistItem = { id: stepIdSchema.parse('tag'), text: 'The tag', responsible: null, fourEyes: true };
const onePerson: ChecklistItem = { id: stepIdSchema.parse('mail'), text: 'The mail', responsible: null };

function rigWith(...items: ChecklistItem[]): Rig {
  return Rig.started(aPlan([aStep('a', { kind: 'checklist', items })]));
}

function detail(rig: Rig) {
  return stepDetail(rig.state, 'a', { now: rig.now, driven: true });
}

describe('an item for two people in a step', () => {
  it('lets the step be done only after two different people ticked it', () => {
    const rig = rigWith(twoPeople, onePerson);
    rig.act('a', { action: 'tick', itemId: 'tag' }, 'Ada');
    rig.act('a', { action: 'tick', itemId: 'mail' }, 'Ada');
    expect(detail(rig)?.items).toMatchObject([
      { needed: 2, ticks: [{ by: 'Ada' }], ticked: null },
      { needed: 1, ticked: { by: 'Ada' } },
    ]);
    expect(rig.act('a', { action: 'done' })).toBe('“The tag” is ticked by one of two people.');
    expect(detail(rig)?.blockers).toMatchObject([{ kind: 'item', unblock: 'Let another person look and tick it.' }]);
    expect(rig.act('a', { action: 'tick', itemId: 'tag' }, 'Edsger')).toEqual(['item.ticked']);
    expect(detail(rig)?.items[0]).toMatchObject({ ticked: { by: 'Edsger' } });
    expect(rig.act('a', { action: 'done' })).toEqual(['step.succeeded']);
  });

  it.each(['Ada', ' ada', 'ADA', 'Release manager'])('takes no second tick from the first person as “%s”', (name) => {
    const rig = rigWith(twoPeople);
    rig.act('a', { action: 'tick', itemId: 'tag' }, 'Ada');
    expect(rig.act('a', { action: 'tick', itemId: 'tag' }, name)).toMatch(/^Ada has ticked “tag”.*It takes two people/);
  });

  it('is ticked by nobody once one tick was taken back', () => {
    const rig = rigWith(twoPeople);
    rig.act('a', { action: 'tick', itemId: 'tag' }, 'Ada');
    rig.act('a', { action: 'tick', itemId: 'tag' }, 'Edsger');
    rig.act('a', { action: 'untick', itemId: 'tag' }, 'Edsger');
    expect(detail(rig)?.items[0]).toMatchObject({ ticks: [], ticked: null });
  });

  it('stands the same after a replay', () => {
    const rig = rigWith(twoPeople, onePerson);
    rig.act('a', { action: 'tick', itemId: 'tag' }, 'Ada');
    rig.act('a', { action: 'tick', itemId: 'tag' }, 'Edsger');
    rig.act('a', { action: 'untick', itemId: 'tag' }, 'Edsger');
    rig.act('a', { action: 'tick', itemId: 'tag' }, 'Edsger');
    expect(replay(rig.events)).toEqual(rig.state);
  });
});

it('a due time counts from the run’s T0, and moves with it', () => {
  const rig = rigWith({ ...onePerson, due: { text: 'T-15m', offsetMs: -15 * MINUTE, at: null } });
  const { t0 } = rig.state;
  expect(detail(rig)?.items).toMatchObject([{ due: { text: 'T-15m', at: (t0 ?? 0) - 15 * MINUTE } }]);
});
