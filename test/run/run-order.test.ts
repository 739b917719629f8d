import { describe, expect, test } from 'vitest';
import type { Condition, Dependency } from '../../contract/plan.ts';
import {
  aPlan,
  aStep,
  checklist,
  EVENING,
  fs,
  MINUTE,
  manual,
  message,
  milestone,
  placeholder,
  ssh,
  wait,
} from './plans.ts';
import { finished, Rig } from './rig.ts';

const link = (step: string, type: Dependency['type'], lagMs = 0): Dependency => ({ step, type, lagMs });

describe('what releases a successor', () => {
  const endings = [
    ['success', (rig: Rig) => rig.finish('a', 'x', 'succeeded'), true],
    ['being skipped', (rig: Rig) => failedThen(rig).act('a', { action: 'skip', reason: 'r' }), true],
    ['being done by hand', (rig: Rig) => failedThen(rig).act('a', { action: 'done', reason: 'r' }), true],
    ['failure', (rig: Rig) => failedThen(rig), false],
    ['failure and resume', (rig: Rig) => failedThen(rig).give({ type: 'resume' }), false],
    ['an unknown outcome', (rig: Rig) => rig.finish('a', 'x', 'indeterminate'), false],
  ] as const;
  function failedThen(rig: Rig): Rig {
    rig.finish('a', 'x', 'failed');
    return rig;
  }
  test.each(endings)('FS after %s', (_what, end, isReleased) => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x'])), aStep('b', manual, { after: [fs('a')] })]));
    end(rig);
    expect(rig.step('b')).toBe(isReleased ? 'awaiting-human' : 'pending');
  });

  test('FS waits for the lag, a lead is for planning only', () => {
    const rig = Rig.started(
      aPlan([
        aStep('a', manual),
        aStep('late', milestone, { after: [fs('a', MINUTE)] }),
        aStep('early', milestone, { after: [fs('a', -MINUTE)] }),
      ]),
    );
    rig.act('a', { action: 'start' });
    expect(rig.step('early')).toBe('pending');
    rig.act('a', { action: 'done' });
    expect([rig.step('early'), rig.step('late')]).toEqual(['succeeded', 'scheduled']);
    expect(rig.wake()).toBe(rig.now + MINUTE);
    expect(rig.pass(MINUTE)).toContain('step.succeeded');
  });

  test('SS waits for the start and its lag', () => {
    const rig = Rig.started(aPlan([aStep('a', manual), aStep('b', milestone, { after: [link('a', 'SS', MINUTE)] })]));
    rig.act('a', { action: 'start' });
    expect(rig.pass(MINUTE - 1)).toEqual([]);
    expect(rig.pass(1)).toContain('step.succeeded');
  });

  test('a skipped step never starts, so it releases SS and SF as well', () => {
    const rig = Rig.started(
      aPlan([
        aStep('a', manual),
        aStep('b', milestone, { after: [link('a', 'SS')] }),
        aStep('c', milestone, { after: [link('a', 'SF')] }),
      ]),
    );
    rig.act('a', { action: 'skip', reason: 'r' });
    expect([rig.step('b'), rig.step('c')]).toEqual(['succeeded', 'succeeded']);
  });

  const completions = ['FF', 'SF'] as const;
  test.each(completions)('%s holds back the completion of what a person does', (type) => {
    const rig = Rig.started(
      aPlan([
        aStep('a', manual),
        aStep('m', manual, { after: [link('a', type)] }),
        aStep('k', checklist('one'), { after: [link('a', type)] }),
        aStep('s', message(), { after: [link('a', type)] }),
        aStep('w', wait(0), { after: [link('a', type, MINUTE)] }),
        aStep('x', ssh(['t']), { after: [link('a', type)] }),
      ]),
    );
    rig.act('m', { action: 'start' });
    rig.act('k', { action: 'tick', itemId: 'one' });
    rig.act('s', { action: 'sent', to: 'all' });
    rig.finish('x', 't', 'succeeded');
    expect(rig.act('m', { action: 'done' })).toMatch(/may not finish before a/);
    expect(['m', 'k', 's', 'w', 'x'].map((id) => rig.step(id))).toEqual([
      'running',
      'running',
      'running',
      'running',
      'succeeded',
    ]);
    rig.act('a', { action: 'start' });
    if (type === 'FF') rig.act('a', { action: 'done' });
    expect([rig.step('s'), rig.step('w')]).toEqual(['succeeded', 'running']);
    expect(rig.act('m', { action: 'done' })).toEqual(['step.succeeded']);
    expect(rig.act('k', { action: 'done' })).toEqual(['step.succeeded']);
    rig.pass(MINUTE);
    expect(rig.step('w')).toBe('succeeded');
  });

  test('a failure that may continue holds nothing, but its successors stay blocked', () => {
    const rig = Rig.started(
      aPlan([
        aStep('a', ssh(['x']), { onFailure: 'continue' }),
        aStep('b', milestone, { after: [fs('a')] }),
        aStep('c', milestone),
      ]),
    );
    rig.finish('a', 'x', 'failed');
    expect([rig.state.held.length, rig.step('b'), rig.step('c')]).toEqual([0, 'pending', 'succeeded']);
  });

  test('an unknown predecessor or a cycle blocks and hangs nothing', () => {
    const rig = Rig.started(
      aPlan([aStep('a', milestone, { after: [fs('ghost')] }), aStep('b', milestone, { after: [fs('b')] })]),
    );
    expect([rig.step('a'), rig.step('b'), rig.wake()]).toEqual(['pending', 'pending', null]);
  });
});

describe('times', () => {
  test('startAt counts from T0, notBefore is wall time, the later one counts', () => {
    const rig = Rig.started(
      aPlan([aStep('a', milestone, { startAtMs: 10 * MINUTE, notBefore: EVENING + 12 * MINUTE })]),
    );
    expect(rig.step('a')).toBe('scheduled');
    expect(rig.wake()).toBe(EVENING + 12 * MINUTE);
    rig.pass(12 * MINUTE);
    expect(rig.step('a')).toBe('succeeded');
  });

  test('a step not started by its notAfter is overdue and holds the run, whatever it waits for', () => {
    const notAfter = EVENING + 5 * MINUTE;
    const rig = Rig.started(aPlan([aStep('a', manual), aStep('b', ssh(['x']), { after: [fs('a')], notAfter })]));
    expect(rig.wake()).toBe(notAfter);
    expect(rig.pass(5 * MINUTE)).toEqual(['step.overdue', 'run.held']);
    expect(rig.pass(5 * MINUTE)).toEqual([]);
    expect(rig.held()).toEqual(['deadline']);
  });

  test('a wait lasts its time from its start, or until its instant', () => {
    const rig = Rig.started(
      aPlan([aStep('a', wait(2 * MINUTE)), aStep('b', wait(null, EVENING + MINUTE)), aStep('c', wait(0, EVENING - 1))]),
    );
    expect(['a', 'b', 'c'].map((id) => rig.step(id))).toEqual(['running', 'running', 'succeeded']);
    rig.pass(MINUTE);
    expect(['a', 'b'].map((id) => rig.step(id))).toEqual(['running', 'succeeded']);
    rig.pass(MINUTE);
    expect(rig.step('a')).toBe('succeeded');
  });
});

describe('when', () => {
  const tierIs = (name: string): Condition => ({ kind: 'in', value: placeholder('inputs.tier'), in: [name] });
  const either: Condition[] = [tierIs('gold'), tierIs('tin')];
  const cases: readonly (readonly [string, Condition, string])[] = [
    ['in, met', tierIs('tin'), 'succeeded'],
    ['in, not met', tierIs('gold'), 'skipped'],
    ['not', { kind: 'not', of: tierIs('gold') }, 'succeeded'],
    ['all', { kind: 'all', of: either }, 'skipped'],
    ['any', { kind: 'any', of: either }, 'succeeded'],
  ];
  test.each(cases)('%s', (_what, when, expected) => {
    const rig = Rig.started(aPlan([aStep('a', milestone, { when })]), { inputs: { tier: 'tin' } });
    expect(rig.step('a')).toBe(expected);
  });

  test('reads the outputs of steps before it', () => {
    const when = { kind: 'in' as const, value: placeholder('steps.a.outputs.mode'), in: ['blue'] };
    const rig = Rig.started(aPlan([aStep('a', ssh(['x'])), aStep('b', milestone, { after: [fs('a')], when })]));
    rig.give(finished({ stepId: 'a', target: 'x', attempt: 1 }, 'succeeded', { mode: 'blue' }), 'engine');
    expect(rig.step('b')).toBe('succeeded');
  });

  test('with one part that cannot be judged is not taken for false because of another', () => {
    const unknown: Condition = { kind: 'in', value: placeholder('inputs.none'), in: ['x'] };
    const rig = Rig.started(aPlan([aStep('a', milestone, { when: { kind: 'all', of: [tierIs('gold'), unknown] } })]), {
      inputs: { tier: 'tin' },
    });
    expect(rig.step('a')).toBe('failed');
  });

  test('that cannot be judged fails the step and holds the run: it is neither run nor skipped', () => {
    const when = { kind: 'not' as const, of: { kind: 'in' as const, value: placeholder('inputs.none'), in: ['x'] } };
    const rig = Rig.started(aPlan([aStep('a', milestone, { when })]));
    expect([rig.step('a'), ...rig.held()]).toEqual(['failed', 'step-failed']);
    expect(rig.reason('a')).toMatch(/inputs\.none has no value/);
  });
});
