import { describe, expect, test } from 'vitest';
import { decide, type Facts, replay } from '../../main/domain/run/index.ts';
import { aPlan, aStep, fs, http, MINUTE, manual, ssh } from './plans.ts';
import { finished, Rig } from './rig.ts';

const twenty = Array.from({ length: 20 }, (_one, index) => `web-${String(index + 1).padStart(2, '0')}`);

describe('an automated step', () => {
  test('waits for Go unless it starts by itself', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x']), { start: 'ask' })]));
    expect(rig.step('a')).toBe('ready');
    expect(rig.effects()).toEqual([]);
    expect(rig.act('a', { action: 'go' })).toEqual(['step.go-given', 'step.started', 'attempt.started']);
    expect(rig.act('a', { action: 'go' })).toMatch(/in work already/);
  });

  test('states its intent with a key, a hash and the core that made it', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x']))]));
    expect(rig.events.at(-1)).toMatchObject({
      type: 'attempt.started',
      data: { key: 'run-20261128-2200-test1.a.x.1', coreId: 'core-1', commandHash: 'c'.repeat(64), attempt: 1 },
    });
  });

  test('one bad target of twenty stops none of the others, holds the run, and is retried alone', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(twenty)), aStep('b', manual, { after: [fs('a')] })]), { forks: 4 });
    for (const target of twenty) rig.finish('a', target, target === 'web-07' ? 'failed' : 'succeeded');
    expect(rig.step('a')).toBe('failed');
    expect(rig.reason('a')).toBe('Failed on 1 of 20 targets (web-07): exit 1');
    expect(rig.held()).toEqual(['step-failed']);
    expect(rig.step('b')).toBe('pending');
    expect(rig.act('a', { action: 'retry-failed' })).toEqual([
      'step.retry-requested',
      'run.resumed',
      'attempt.started',
    ]);
    expect(rig.finish('a', 'web-07', 'succeeded')).toEqual(['attempt.finished', 'step.succeeded', 'step.became-ready']);
    expect(rig.step('a')).toBe('succeeded');
    expect(rig.attempts('a', 'web-01')).toBe(1);
  });

  test('never has more targets in work than forks, and takes steps in turn', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(twenty)), aStep('b', ssh(twenty))]), { forks: 4 });
    expect(rig.effects().map((effect) => effect.stepId)).toEqual(['a', 'b', 'a', 'b']);
    rig.finish('a', 'web-01', 'succeeded');
    rig.finish('a', 'web-02', 'succeeded');
    expect(rig.effects()).toHaveLength(4);
    expect(rig.effects().map((effect) => effect.stepId)).toEqual(['b', 'b', 'a', 'b']);
  });

  test('done by hand after a failure names the targets that did not make it', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x', 'y']))]));
    rig.finish('a', 'x', 'succeeded');
    rig.finish('a', 'y', 'failed');
    expect(rig.act('a', { action: 'done' })).toMatch(/needs a reason/);
    expect(rig.act('a', { action: 'done', reason: 'copied it over' })).toEqual(['step.succeeded', 'run.resumed']);
    expect(rig.step('a')).toBe('succeeded-with-exceptions');
    expect(rig.events.at(-2)?.data).toMatchObject({ exceptions: ['y'], byHand: true });
  });

  test('keeps its outputs, the last target in the plan’s order winning', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x', 'y']))]));
    rig.give(finished({ stepId: 'a', target: 'y', attempt: 1 }, 'succeeded', { id: 'of-y' }), 'engine');
    rig.give(finished({ stepId: 'a', target: 'x', attempt: 1 }, 'succeeded', { id: 'of-x', only: 'x' }), 'engine');
    expect(rig.events.at(-1)?.data).toMatchObject({ outputs: { id: 'of-y', only: 'x' } });
  });
});

describe('verification', () => {
  test.each(['does-not-hold', 'cannot-tell'] as const)('that answers %s fails the target', (answer) => {
    const retry = { attempts: 3, delayMs: 0 };
    const rig = Rig.started(aPlan([aStep('a', ssh(['x'], { verify: 'v', retry, idempotent: true }))]));
    rig.finish('a', 'x', 'succeeded');
    expect(rig.step('a')).toBe('verifying');
    rig.answer({ stepId: 'a', target: 'x', attempt: 1 }, 'verify', answer);
    expect([rig.step('a'), rig.attempts('a', 'x')]).toEqual(['failed', 1]);
  });
});

describe('skipWhenDone', () => {
  const plan = aPlan([aStep('a', ssh(['x', 'y'], { check: 'c', skipWhenDone: true }))]);
  test('asks every target first, and runs nothing where it is done already', () => {
    const rig = Rig.started(plan);
    expect(rig.effects()).toEqual(
      ['x', 'y'].map((target) => ({ kind: 'check', purpose: 'skip-when-done', stepId: 'a', target, attempt: 1 })),
    );
    rig.answer({ stepId: 'a', target: 'x', attempt: 1 }, 'skip-when-done', 'holds');
    rig.answer({ stepId: 'a', target: 'y', attempt: 1 }, 'skip-when-done', 'does-not-hold');
    expect([rig.attempts('a', 'x'), rig.attempts('a', 'y')]).toEqual([0, 1]);
    rig.finish('a', 'y', 'succeeded');
    expect(rig.step('a')).toBe('succeeded');
  });

  test('asks at most as many at once as there are forks', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(twenty, { check: 'c', skipWhenDone: true }))]), { forks: 3 });
    expect(rig.effects()).toHaveLength(3);
  });
});

describe('retry', () => {
  const retry = { attempts: 3, delayMs: MINUTE };

  test('waits its delay, then stops when the attempts are used up: nothing falls through', () => {
    const rig = Rig.started(
      aPlan([aStep('a', http(['x'], { retry, idempotent: true })), aStep('b', manual, { after: [fs('a')] })]),
    );
    rig.finish('a', 'x', 'failed');
    expect(rig.wake()).toBe(rig.now + MINUTE);
    expect(rig.pass(MINUTE - 1)).toEqual([]);
    expect(rig.pass(1)).toEqual(['attempt.retry-due', 'attempt.started']);
    rig.finish('a', 'x', 'timed-out');
    rig.pass(MINUTE);
    expect(rig.finish('a', 'x', 'failed')).toEqual(['attempt.finished', 'step.failed', 'run.held']);
    expect(rig.wake()).toBeNull();
    expect([rig.attempts('a', 'x'), rig.step('b')]).toEqual([3, 'pending']);
  });

  test('asks the check first, and runs nothing when it holds', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x'], { retry, check: 'c' }))]));
    rig.finish('a', 'x', 'failed');
    expect(rig.pass(MINUTE)).toEqual(['attempt.retry-due']);
    expect(rig.effects()).toEqual([{ kind: 'check', purpose: 'before-retry', stepId: 'a', target: 'x', attempt: 1 }]);
    rig.answer({ stepId: 'a', target: 'x', attempt: 1 }, 'before-retry', 'holds');
    expect([rig.step('a'), rig.attempts('a', 'x')]).toEqual(['succeeded', 1]);
  });

  test('does not run again blindly when the check cannot tell', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x'], { retry, check: 'c' }))]));
    rig.finish('a', 'x', 'failed');
    rig.pass(MINUTE);
    rig.answer({ stepId: 'a', target: 'x', attempt: 1 }, 'before-retry', 'cannot-tell');
    expect([rig.step('a'), rig.attempts('a', 'x')]).toEqual(['failed', 1]);
  });

  test('by a person asks the check first, but a retry of all asks nothing', () => {
    const plan = aPlan([aStep('a', ssh(['x'], { check: 'c' }))]);
    const once = Rig.started(plan);
    once.finish('a', 'x', 'failed');
    expect(once.act('a', { action: 'retry-failed' })).toEqual(['step.retry-requested', 'run.resumed']);
    expect(once.effects()).toMatchObject([{ kind: 'check', purpose: 'before-retry', attempt: 1 }]);
    once.answer({ stepId: 'a', target: 'x', attempt: 1 }, 'before-retry', 'cannot-tell');
    expect(once.attempts('a', 'x')).toBe(2);
    const all = Rig.started(plan);
    all.finish('a', 'x', 'failed');
    expect(all.act('a', { action: 'retry-all' })).toContain('attempt.started');
  });

  const never = [
    { what: 'not idempotent and without a check', change: {}, outcome: 'failed' },
    { what: 'indeterminate', change: { idempotent: true }, outcome: 'indeterminate' },
    { what: 'cancelled', change: { idempotent: true }, outcome: 'cancelled' },
  ] as const;
  test.each(never)('never happens by itself when $what', ({ change, outcome }) => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x'], { retry, ...change }))]));
    rig.finish('a', 'x', outcome);
    rig.pass(60 * MINUTE);
    expect(rig.attempts('a', 'x')).toBe(1);
    expect(rig.held()).toHaveLength(1);
  });

  test('by a person does not touch what is unknown, unless named with a reason', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x', 'y', 'z']))]));
    rig.finish('a', 'x', 'indeterminate');
    rig.finish('a', 'y', 'failed');
    rig.finish('a', 'z', 'succeeded');
    expect([rig.step('a'), ...rig.held()]).toEqual(['indeterminate', 'step-indeterminate']);
    rig.act('a', { action: 'retry-failed' });
    expect([rig.attempts('a', 'x'), rig.attempts('a', 'y'), rig.attempts('a', 'z')]).toEqual([1, 2, 1]);
    rig.finish('a', 'y', 'succeeded');
    expect(rig.step('a')).toBe('indeterminate');
    expect(rig.act('a', { action: 'retry-failed' })).toMatch(/reconcile, or retry a target by name/);
    expect(rig.act('a', { action: 'retry-failed', target: 'x' })).toMatch(/needs a reason/);
    expect(rig.act('a', { action: 'retry-failed', target: 'z', reason: 'r' })).toMatch(/has not failed/);
    rig.act('a', { action: 'retry-failed', target: 'x', reason: 'seen in the shell: it never ran' });
    expect(rig.attempts('a', 'x')).toBe(2);
  });

  test('waits while the run is held for another reason', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x'])), aStep('b', ssh(['x']))]));
    rig.finish('a', 'x', 'failed');
    rig.finish('b', 'x', 'failed');
    expect(rig.act('a', { action: 'retry-failed' })).toEqual(['step.retry-requested']);
    expect(rig.act('b', { action: 'skip', reason: 'later' })).toEqual([
      'step.skipped',
      'run.resumed',
      'attempt.started',
    ]);
  });
});

describe('an outcome that is not known', () => {
  function unknown(): Rig {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x'])), aStep('b', manual, { after: [fs('a')] })]));
    rig.finish('a', 'x', 'indeterminate');
    return rig;
  }

  test('lets no successor start, not even after resume', () => {
    const rig = unknown();
    expect(rig.give({ type: 'resume' })).toEqual(['run.resumed']);
    expect(rig.step('b')).toBe('pending');
  });

  test('is asked for by reconcile, never performed, and lifts the hold when it turns out well', () => {
    const rig = unknown();
    expect(rig.act('a', { action: 'reconcile' })).toEqual(['attempt.reopened']);
    expect(rig.effects()).toEqual([{ kind: 'reconcile', stepId: 'a', target: 'x', attempt: 1 }]);
    expect(rig.held()).toEqual(['step-indeterminate']);
    expect(rig.finish('a', 'x', 'succeeded')).toEqual([
      'attempt.finished',
      'step.succeeded',
      'run.resumed',
      'step.became-ready',
    ]);
  });

  test('that turns out never to have started waits for resume, then comes as a new attempt', () => {
    const rig = unknown();
    rig.act('a', { action: 'reconcile' });
    expect(rig.finish('a', 'x', 'not-started')).toEqual(['attempt.finished']);
    expect(rig.give({ type: 'resume' })).toEqual(['run.resumed', 'attempt.started']);
    expect(rig.attempts('a', 'x')).toBe(2);
  });
});

describe('after a crash', () => {
  test('an attempt of the dead core is asked about, never started again', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x', 'y']))]), { forks: 1 });
    rig.coreId = 'core-2';
    rig.state = replay(rig.events) ?? rig.state;
    expect(rig.effects()).toEqual([{ kind: 'reconcile', stepId: 'a', target: 'x', attempt: 1 }]);
    expect(rig.finish('a', 'x', 'succeeded')).toEqual(['attempt.finished', 'attempt.started']);
    expect(rig.effects()).toEqual([{ kind: 'perform', stepId: 'a', target: 'y', attempt: 1 }]);
  });

  test('a fenced not-started comes again as a new attempt only when driven and not held', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x']))]));
    rig.coreId = 'core-2';
    rig.give({ type: 'engine-hold', cause: 'core-restarted', reason: 'restarted' }, 'engine');
    expect(rig.finish('a', 'x', 'not-started')).toEqual(['attempt.finished']);
    rig.driven = false;
    expect(rig.give({ type: 'resume' })).toEqual(['run.resumed']);
    rig.driven = true;
    expect(rig.pass(0)).toEqual(['attempt.started']);
    expect(rig.attempts('a', 'x')).toBe(2);
  });

  test('a target that never gets as far as starting fails in the end', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x']))]));
    for (let count = 0; count < 3; count += 1) rig.finish('a', 'x', 'not-started');
    expect([rig.step('a'), rig.attempts('a', 'x')]).toEqual(['failed', 3]);
  });

  test('aborting asks about the dead core’s attempt and asks to stop it', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x']))]));
    rig.coreId = 'core-2';
    rig.give({ type: 'abort', reason: 'stop' });
    expect(rig.effects().map((effect) => effect.kind)).toEqual(['reconcile', 'cancel']);
  });
});

describe('what comes late or twice', () => {
  test.each([
    ['an outcome after the outcome', { stepId: 'a', target: 'x', attempt: 1 }, /not open/],
    ['an outcome of an attempt that was never made', { stepId: 'a', target: 'y', attempt: 2 }, /not open/],
    ['a step the run does not have', { stepId: 'zz', target: 'x', attempt: 1 }, /no step/],
    ['a target the step does not have', { stepId: 'a', target: 'zz', attempt: 1 }, /no target/],
  ])('is refused and changes nothing: %s', (_what, ref, reason) => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x', 'y']))]));
    rig.finish('a', 'x', 'failed');
    const before = rig.state;
    expect(rig.give(finished(ref, 'succeeded'), 'engine')).toMatch(reason);
    expect(rig.state).toBe(before);
  });

  test('is refused for a check nobody asks for', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x'], { verify: 'v' }))]));
    expect(rig.answer({ stepId: 'a', target: 'x', attempt: 1 }, 'verify', 'holds')).toMatch(/Nobody asks/);
  });

  test('unknown steps are not found', () => {
    const rig = Rig.started(aPlan([aStep('a', manual)]));
    expect(rig.decide({ type: 'act', stepId: 'zz', act: { action: 'go' } })).toMatchObject({
      problem: { code: 'not-found' },
    });
  });
});

test('the hash of a command is taken over the run as it is then, with what has just come out', () => {
  const rig = Rig.started(aPlan([aStep('a', ssh(['x'])), aStep('b', ssh(['x']), { after: [fs('a')] })]));
  const seen: (string | undefined)[] = [];
  const facts: Facts = {
    ...rig.facts('engine'),
    commandHash: (_step, _target, state) => {
      seen.push(state.steps[0]?.outputs.id);
      return 'd'.repeat(64);
    },
  };
  decide(rig.state, finished({ stepId: 'a', target: 'x', attempt: 1 }, 'succeeded', { id: '42' }), facts);
  expect(seen).toEqual(['42']);
});
