import { describe, expect, test } from 'vitest';
import { evolve, replay } from '../../main/domain/run/index.ts';
import { yardsticksOf } from '../support/yardstick.ts';
import { aPlan, aStep, created, fs, manual, ssh } from './plans.ts';
import { Rig } from './rig.ts';

/** Plays a run to its end: every attempt is sent and succeeds. */
function played(steps: number, targets: number, isChain: boolean): Rig {
  const names = Array.from({ length: targets }, (_one, index) => `t${index}`);
  const plan = Array.from({ length: steps }, (_one, index) =>
    aStep(`s${index}`, ssh(names), { after: isChain && index > 0 ? [fs(`s${index - 1}`)] : [] }),
  );
  const rig = Rig.started(aPlan(plan), { forks: 32 });
  for (let effect = rig.effects()[0]; effect !== undefined; effect = rig.effects()[0]) {
    const { stepId, target, attempt } = effect;
    rig.give({ type: 'attempt-sent', stepId, target, attempt, targetBootId: null, hostKey: null }, 'engine');
    rig.finish(stepId, target, 'succeeded');
    rig.wake();
  }
  return rig;
}

function msOf(work: () => unknown): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

describe('replay', () => {
  test('of 100,000 events over 2,000 steps takes a second or so', async () => {
    const rig = played(2000, 16, true);
    expect(rig.events.length).toBeGreaterThan(100_000);
    const events = rig.events.slice(0, 100_000);
    expect(replay(events)?.steps).toHaveLength(2000);
    expect(await yardsticksOf(() => replay(events))).toBeLessThan(10);
  });

  test('refuses a log that does not begin with its run', () => {
    const first = created(aPlan([aStep('a', manual)]));
    expect(() => evolve(evolve(null, first), first)).toThrow(/only be the first/);
    expect(() => replay([{ ...first, type: 'run.armed', data: {} }])).toThrow(/must be run.created/);
    expect(replay([])).toBeNull();
  });
});

describe('deciding', () => {
  test('costs the same per attempt in a wide run as in a narrow one, give or take its width', () => {
    const perAttempt = (steps: number): number =>
      Math.min(...[1, 2, 3].map(() => msOf(() => played(steps, 20, false)) / (steps * 20)));
    const narrow = perAttempt(20);
    const wide = perAttempt(400);
    // Twenty times the attempts: quadratic work would make each twenty times as dear.
    expect(wide / narrow).toBeLessThan(10);
  });
});
