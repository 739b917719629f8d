import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stepIdSchema } from '../../contract/ids.ts';
import {
  evolvePass,
  itemProgress,
  mayBeSamePerson,
  openItems,
  type PassAct,
  type PassState,
  passSummary,
} from '../../main/domain/checklist/index.ts';
import { item, Practice } from './passes.ts';

const people = ['Anna Weber', 'anna weber', 'Weber, Anna', 'A. Weber', 'Ben Ito', 'BEN ITO', 'Chris Ward'];
const ids = ['one', 'two', 'three', 'four'].map((text) => stepIdSchema.parse(text));
const demand = { id: stepIdSchema.parse('proof'), text: 'Proof', type: 'text', required: true } as const;

const itemId = fc.constantFrom(...ids);
const reason = fc.constantFrom('because', 'on the phone');
const act = fc.oneof<fc.Arbitrary<PassAct>[]>(
  fc.record({ action: fc.constant('tick' as const), itemId }),
  fc.record({ action: fc.constant('tick' as const), itemId }),
  fc.record({ action: fc.constant('untick' as const), itemId, reason }),
  fc.record({ action: fc.constant('skip' as const), itemId, reason }),
  fc.record({ action: fc.constant('unskip' as const), itemId, reason }),
  fc.record({
    ...{ action: fc.constant('attach' as const), itemId, evidenceId: fc.constantFrom('proof', 'free') },
    value: fc.constant({ type: 'text' as const, text: 'seen' }),
  }),
  fc.record({ action: fc.constant('note' as const), itemId, text: reason }),
  fc.record({ action: fc.constant('rebase' as const), t0: fc.integer({ min: 0, max: 9 }), reason }),
);
const word = fc.record({ person: fc.constantFrom(...people), act });

function aPass(): Practice {
  const due = { text: 'T-1h', offsetMs: -1, at: null };
  return new Practice([
    item('one', { due }),
    item('two', { fourEyes: true, due }),
    item('three', { evidence: [demand] }),
    item('four', { fourEyes: true, evidence: [demand] }),
  ]);
}

it('no sequence of words loses a tick, counts wrong or lets one person be two', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), fc.boolean(), (words, closes) => {
      const practice = aPass();
      for (const { person, act: said } of words) {
        const before = practice.pass;
        const refusal = practice.act(person, said);
        if (refusal !== null) expect(practice.pass).toBe(before);
        else if (said.action === 'tick') expect(ticksOf(practice.pass, said.itemId).at(-1)).toBe(person);
        else if (said.action !== 'untick') expect(allTicks(practice.pass)).toEqual(allTicks(before));
        expectSound(practice.pass);
      }
      if (closes) practice.close('Anna Weber', 'enough');
      expectSound(practice.pass);
      expect(refolded(practice)).toEqual(practice.pass);
    }),
    { numRuns: 400 },
  );
});

it('what may be refused later was never recorded: every event stands in the fold', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const practice = aPass();
      let accepted = 1;
      for (const { person, act: said } of words) if (practice.act(person, said) === null) accepted += 1;
      expect(practice.events).toHaveLength(accepted);
      expect(practice.pass.lastSeq).toBe(accepted);
    }),
    { numRuns: 200 },
  );
});

function expectSound(pass: PassState): void {
  const summary = passSummary(pass);
  const open = openItems(pass);
  expect(summary.ticked + summary.skipped + open.length).toBe(summary.total);
  expect(summary.openDueAt).toHaveLength(open.filter(({ item: { due } }) => due !== null && pass.t0 !== null).length);
  for (const state of pass.items) {
    expect(Math.min(state.ticks.length, state.skips.length)).toBe(0);
    for (const said of [state.ticks, state.skips]) {
      expect(said.length).toBeLessThanOrEqual(state.item.fourEyes ? 2 : 1);
      const [first, second] = said;
      if (first !== undefined && second !== undefined) expect(mayBeSamePerson(first.by, second.by)).toBe(false);
    }
    if (!state.item.fourEyes || itemProgress(state) !== 'ticked') continue;
    expect(state.ticks).toHaveLength(2);
  }
}

function ticksOf(pass: PassState, id: string): string[] {
  return pass.items.filter(({ item: one }) => one.id === id).flatMap(({ ticks }) => ticks.map(({ by }) => by));
}

function allTicks(pass: PassState): string[][] {
  return pass.items.map(({ item: one }) => ticksOf(pass, one.id));
}

function refolded({ events }: Practice): PassState | null {
  return events.reduce<PassState | null>((pass, event) => evolvePass(pass, event), null);
}
