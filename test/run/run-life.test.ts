import { describe, expect, test } from 'vitest';
import { runActions } from '../../main/domain/run/index.ts';
import { aPlan, aStep, EVENING, fs, MINUTE, manual, milestone, ssh } from './plans.ts';
import { Rig } from './rig.ts';

const HOUR = 60 * MINUTE;
const window = { start: EVENING + HOUR, end: EVENING + 5 * HOUR };

describe('T0', () => {
  const cases = [
    { when: 'shortly before the window', now: EVENING, expected: window.start, from: 'window', isOutside: false },
    { when: 'inside the window', now: window.start + HOUR, expected: window.start, from: 'window', isOutside: false },
    { when: 'at its last moment', now: window.end, expected: window.start, from: 'window', isOutside: false },
    { when: '24 h before it', now: window.start - 24 * HOUR, expected: window.start, from: 'window', isOutside: false },
    { when: 'two days early', now: window.start - 48 * HOUR, expected: null, from: 'now', isOutside: true },
    { when: 'after the window', now: window.end + 1, expected: null, from: 'now', isOutside: true },
  ] as const;
  test.each(cases)('is the $from when the run starts $when', ({ now, expected, from, isOutside }) => {
    const rig = new Rig(aPlan([aStep('a', manual)], { window }));
    rig.now = now;
    const types = rig.give({ type: 'start' });
    expect(types.includes('run.outside-window')).toBe(isOutside);
    expect(rig.state).toMatchObject({ t0: expected ?? now, t0From: from, life: 'running' });
  });

  test('can be overridden, and says that it is outside the window all the same', () => {
    const rig = new Rig(aPlan([], { window }));
    rig.now = window.end + HOUR;
    expect(rig.give({ type: 'start', t0: 'window' })).toContain('run.outside-window');
    expect(rig.state.t0).toBe(window.start);
  });

  test('cannot be the window of a runbook without one', () => {
    expect(new Rig(aPlan([])).give({ type: 'start', t0: 'window' })).toMatch(/has no window/);
  });
});

describe('the life of a run', () => {
  test('goes from draft to completed with the proposed code, and then takes no command', () => {
    const rig = new Rig(aPlan([aStep('a', milestone)]));
    expect(rig.state.life).toBe('draft');
    expect(rig.give({ type: 'start' })).toEqual([
      'run.armed',
      'run.started',
      'step.became-ready',
      'step.started',
      'step.succeeded',
    ]);
    expect(rig.give({ type: 'close', note: 'Well done.' })).toEqual(['run.completed']);
    expect(rig.state).toMatchObject({ life: 'completed', closure: { code: 'successful', reason: 'Well done.' } });
    for (const type of ['start', 'hold', 'resume', 'close'] as const) expect(rig.give({ type })).toMatch(/has ended/);
    expect(rig.give({ type: 'advance' }, 'engine')).toMatch(/has ended/);
  });

  test('is cancelled before the start only, aborted after it only', () => {
    const rig = new Rig(aPlan([aStep('a', manual)]));
    expect(rig.give({ type: 'abort', reason: 'no' })).toMatch(/cancel it/);
    const other = Rig.started(aPlan([aStep('a', manual)]));
    expect(other.give({ type: 'cancel', reason: 'no' })).toMatch(/abort it/);
    expect(rig.give({ type: 'cancel', reason: 'moved' })).toEqual(['run.cancelled']);
    expect(rig.state.closure).toEqual({ code: 'cancelled', reason: 'moved' });
  });

  test('is not closed while a step is open, and the reason says so', () => {
    const rig = Rig.started(aPlan([aStep('a', manual)]));
    expect(rig.give({ type: 'close' })).toMatch(/1 step/);
    expect(runActions(rig.state).find((offer) => offer.action === 'close')).toMatchObject({ allowed: false });
  });

  test('nothing becomes ready in a core that only records', () => {
    const rig = new Rig(aPlan([aStep('a', manual), aStep('b', manual, { after: [fs('a')] })]));
    rig.driven = false;
    expect(rig.give({ type: 'start' })).toEqual(['run.armed', 'run.started']);
    rig.driven = true;
    expect(rig.pass(0)).toEqual(['step.became-ready']);
    rig.act('a', { action: 'start' });
    rig.driven = false;
    expect(rig.act('a', { action: 'done' })).toEqual(['step.succeeded']);
    rig.driven = true;
    expect(rig.pass(0)).toEqual(['step.became-ready']);
  });
});

describe('hold', () => {
  test('starts nothing new and lets running work go on', () => {
    const plan = aPlan([aStep('a', ssh(['x', 'y'], { verify: 'v' })), aStep('b', manual)]);
    const rig = Rig.started(plan, { forks: 1 });
    expect(rig.give({ type: 'hold', reason: 'phone rings' })).toEqual(['run.held']);
    expect(rig.act('b', { action: 'start' })).toMatch(/held/);
    expect(rig.finish('a', 'x', 'succeeded')).toEqual(['attempt.finished']);
    expect(rig.effects()).toEqual([{ kind: 'check', purpose: 'verify', stepId: 'a', target: 'x', attempt: 1 }]);
    expect(rig.answer({ stepId: 'a', target: 'x', attempt: 1 }, 'verify', 'holds')).toEqual(['check.finished']);
    expect(rig.give({ type: 'resume' })).toEqual(['run.resumed', 'attempt.started']);
  });

  test('takes done and ticks for work that had started', () => {
    const rig = Rig.started(aPlan([aStep('a', manual), aStep('b', milestone, { after: [fs('a')] })]));
    rig.act('a', { action: 'start' });
    rig.give({ type: 'hold' });
    expect(rig.act('a', { action: 'done' })).toEqual(['step.succeeded']);
    expect(rig.step('b')).toBe('pending');
    expect(rig.give({ type: 'resume' })).toContain('step.succeeded');
  });

  test('has all its causes lifted by resume, and is refused twice', () => {
    const rig = Rig.started(aPlan([aStep('a', manual)]));
    rig.give({ type: 'hold' });
    expect(rig.give({ type: 'hold' })).toMatch(/held already/);
    rig.give({ type: 'engine-hold', cause: 'interrupted', reason: 'Ctrl-C' }, 'engine');
    expect(rig.held()).toEqual(['person', 'interrupted']);
    rig.give({ type: 'resume' });
    expect(rig.held()).toEqual([]);
    expect(rig.give({ type: 'resume' })).toMatch(/not held/);
  });

  test('because a person is needed does not keep that person from starting', () => {
    const rig = Rig.started(aPlan([aStep('a', manual), aStep('b', ssh(['x']), { start: 'ask' })]));
    rig.give({ type: 'engine-hold', cause: 'waiting-for-person', reason: 'a person is needed' }, 'engine');
    expect(rig.act('a', { action: 'start' })).toEqual(['step.started']);
    expect(rig.act('b', { action: 'go' })).toEqual(['step.go-given']);
    expect(rig.give({ type: 'resume' })).toEqual(['run.resumed', 'step.started', 'attempt.started']);
  });

  test('follows the sleep of the machine: nothing due starts by itself', () => {
    const rig = Rig.started(aPlan([aStep('a', manual, { startAtMs: HOUR })]));
    rig.now += 3 * HOUR;
    expect(rig.give({ type: 'clock-jumped', ms: 3 * HOUR, cause: 'sleep' }, 'engine')).toEqual([
      'clock.jumped',
      'run.held',
    ]);
    expect(rig.give({ type: 'resume' })).toEqual(['run.resumed', 'step.became-ready']);
  });
});

describe('abort', () => {
  test('cancels what runs, waits for the targets and records how they really ended', () => {
    const plan = aPlan([
      aStep('a', ssh(['x', 'y', 'z'])),
      aStep('b', manual),
      aStep('c', manual, { after: [fs('a')] }),
    ]);
    const rig = Rig.started(plan, { forks: 2 });
    rig.act('b', { action: 'start' });
    expect(rig.give({ type: 'abort', reason: 'wrong build' })).toEqual(['run.abort-started', 'step.cancelled']);
    expect(rig.effects().map((effect) => effect.kind)).toEqual(['cancel', 'cancel']);
    expect(rig.finish('a', 'x', 'succeeded')).toEqual(['attempt.finished']);
    expect(rig.finish('a', 'y', 'cancelled')).toEqual(['attempt.finished', 'step.cancelled', 'run.aborted']);
    expect(rig.state.closure).toEqual({ code: 'unsuccessful', reason: 'wrong build' });
    expect([rig.target('a', 'x'), rig.target('a', 'y'), rig.target('a', 'z')]).toEqual([
      'succeeded',
      'cancelled',
      'waiting',
    ]);
    expect([rig.step('a'), rig.step('b'), rig.step('c')]).toEqual(['cancelled', 'cancelled', 'pending']);
  });

  test('retries nothing and leaves the unknown unknown', () => {
    const retry = { attempts: 3, delayMs: 0 };
    const rig = Rig.started(aPlan([aStep('a', ssh(['x', 'y'], { retry, idempotent: true }))]));
    rig.give({ type: 'abort', reason: 'stop' });
    rig.finish('a', 'x', 'failed');
    expect(rig.finish('a', 'y', 'indeterminate')).toContain('run.aborted');
    expect(rig.step('a')).toBe('indeterminate');
    expect(rig.attempts('a', 'x')).toBe(1);
  });

  test('is over at once when nothing is in work', () => {
    const rig = Rig.started(aPlan([aStep('a', manual)]));
    expect(rig.give({ type: 'abort', reason: 'stop' })).toEqual(['run.abort-started', 'step.cancelled', 'run.aborted']);
  });
});

describe('the proposed closure', () => {
  test('is successful with issues when a step was skipped, failed tolerably or done by hand', () => {
    const rig = Rig.started(
      aPlan([
        aStep('a', ssh(['x']), { onFailure: 'continue' }),
        aStep('after-a', manual, { after: [fs('a')] }),
        aStep('b', ssh(['x'])),
        aStep('c', manual),
      ]),
    );
    rig.finish('a', 'x', 'failed');
    expect(rig.held()).toEqual([]);
    rig.finish('b', 'x', 'failed');
    expect(rig.act('b', { action: 'done', reason: 'did it over the phone' })).toContain('run.resumed');
    rig.act('c', { action: 'skip', reason: 'not needed' });
    expect(rig.give({ type: 'close' })).toEqual(['step.cancelled', 'run.completed']);
    expect(rig.events.at(-1)?.data).toMatchObject({
      closureCode: 'successful-with-issues',
      proposedBecause: 'Failed: The a. Never started: The after-a. Skipped by a person: The c. Done by hand: The b.',
    });
  });

  test('is unsuccessful when something required was lost', () => {
    const rig = Rig.started(
      aPlan([
        aStep('a', ssh(['x']), { onFailure: 'continue' }),
        aStep('b', manual, { after: [fs('a')], required: true }),
      ]),
    );
    rig.finish('a', 'x', 'failed');
    rig.give({ type: 'close' });
    expect(rig.state.closure?.code).toBe('unsuccessful');
  });

  test('does not exist while an outcome is unknown', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x']))]));
    rig.finish('a', 'x', 'indeterminate');
    rig.give({ type: 'resume' });
    expect(rig.give({ type: 'close' })).toMatch(/outcome of 1 step is not known/);
  });

  test('does not exist while a failure is unresolved', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x']), { required: true })]));
    rig.finish('a', 'x', 'failed');
    expect(rig.give({ type: 'close' })).toMatch(/1 step failed/);
    expect(rig.act('a', { action: 'skip', reason: 'who cares' })).toMatch(/required/);
  });
});
