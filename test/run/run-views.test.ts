import { describe, expect, test } from 'vitest';
import { blockers, runHeader, stepDetail, stepView } from '../../main/domain/run/index.ts';
import { aPlan, aStep, fs, gate, MINUTE, manual, milestone, ssh } from './plans.ts';
import { Rig } from './rig.ts';

function why(rig: Rig, stepId: string | null) {
  return blockers(rig.state, { stepId, now: rig.now, driven: rig.driven });
}

describe('why can’t I proceed', () => {
  test('names every blocker with what lifts it and whom to call', () => {
    const rig = Rig.started(
      aPlan([
        aStep('a', manual, { responsible: 'Database lead' }),
        aStep('b', ssh(['x']), { after: [fs('a'), fs('a2')], startAtMs: 10 * MINUTE }),
        aStep('a2', gate({ criteria: ['errors'] })),
      ]),
    );
    rig.give({ type: 'hold', reason: 'phone' });
    rig.driven = false;
    expect(why(rig, 'b')).toMatchObject([
      { kind: 'run-held', text: 'The run is held: phone', unblock: 'Resume the run.' },
      { kind: 'not-driven' },
      { kind: 'predecessor', who: { role: 'Database lead', person: 'Edsger', phone: null } },
      { kind: 'predecessor', who: { role: 'Release manager', person: 'Ada', phone: '+49 30 1' } },
      { kind: 'time', text: 'It starts at 23:10 Berlin (22:10 UTC) at the earliest.' },
    ]);
    expect(why(rig, 'a2').slice(2)).toMatchObject([
      { kind: 'criterion', text: 'Nobody has said whether “Criterion errors” is met.' },
      { kind: 'approval', who: { role: 'Release manager', person: 'Ada', phone: '+49 30 1' } },
    ]);
  });

  test('says which targets are in work, which wait for a fork, and which for their next attempt', () => {
    const retry = { attempts: 2, delayMs: MINUTE };
    const rig = Rig.started(aPlan([aStep('a', ssh(['x', 'y', 'z'], { retry, idempotent: true }))]), { forks: 1 });
    rig.finish('a', 'x', 'failed');
    expect(why(rig, 'a').map(({ kind, text }) => [kind, text])).toEqual([
      ['target', '1 target in work.'],
      ['time', '1 target tried again from 23:01 Berlin (22:01 UTC) on.'],
      ['forks', '1 target waiting: all 1 forks are in use.'],
    ]);
  });

  test('before the start, when all is over, and after the end', () => {
    const rig = new Rig(aPlan([aStep('a', milestone)]));
    expect(why(rig, null)).toMatchObject([{ kind: 'run-not-started' }]);
    rig.give({ type: 'start' });
    expect(why(rig, null)).toMatchObject([{ kind: 'close', unblock: 'Close the run.' }]);
    expect(why(rig, 'a')).toEqual([]);
    rig.give({ type: 'close' });
    expect(why(rig, null)).toMatchObject([{ kind: 'run-ended' }]);
  });

  test('a failed step is a blocker of its own, and the hold it caused names it', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x'])), aStep('b', ssh(['x']))]));
    rig.finish('a', 'x', 'failed');
    rig.finish('b', 'x', 'failed');
    expect(why(rig, null)).toMatchObject([
      { kind: 'run-held', stepId: 'a' },
      { kind: 'run-held', stepId: 'b' },
      { kind: 'failed', stepId: 'a' },
      { kind: 'failed', stepId: 'b' },
    ]);
    rig.act('a', { action: 'skip', reason: 'r' });
    expect(runHeader(rig.state, rig.now, true).held).toMatchObject([{ stepId: 'b' }]);
  });
});

describe('the header', () => {
  test('counts a waiting gate as waiting, and shows failing, clocks and the proposal', () => {
    const clocks = [{ name: 'Downtime', from: 'a', to: 'b', limitMs: 90 * MINUTE }];
    const plan = aPlan(
      [
        aStep('a', ssh(['x'])),
        aStep('b', ssh(['x']), { after: [fs('a')] }),
        aStep('g', gate()),
        aStep('m', manual),
        aStep('c', ssh(['y']), { onFailure: 'continue' }),
      ],
      { clocks },
    );
    const rig = Rig.started(plan);
    const startedAt = rig.now;
    rig.finish('c', 'y', 'failed');
    rig.now += MINUTE;
    rig.finish('a', 'x', 'succeeded');
    const header = runHeader(rig.state, rig.now, true);
    expect(header.counts).toEqual({ total: 5, done: 1, running: 1, waiting: 2, failed: 1, unknown: 0 });
    expect(header).toMatchObject({ failing: true, held: [], proposedClosure: null, chair: 'Ada' });
    expect(header.clocks).toMatchObject([{ name: 'Downtime', startedAt, stoppedAt: null, limitMs: 90 * MINUTE }]);
    rig.finish('b', 'x', 'succeeded');
    expect(runHeader(rig.state, rig.now, true).clocks[0]).toMatchObject({ stoppedAt: rig.now });
  });

  test('expects the end from the plan’s estimates, rolling on from now', () => {
    const duration = { minMs: MINUTE, likelyMs: 10 * MINUTE, maxMs: 20 * MINUTE };
    const plan = aPlan([aStep('a', manual, { duration }), aStep('b', manual, { duration, after: [fs('a')] })]);
    const rig = Rig.started(plan);
    expect(runHeader(rig.state, rig.now, true).projectedEnd).toBe(rig.now + 20 * MINUTE);
    rig.now += 5 * MINUTE;
    expect(runHeader(rig.state, rig.now, true).projectedEnd).toBe(rig.now + 20 * MINUTE);
    rig.act('a', { action: 'start' });
    expect(stepView(rig.state, 'b', rig.now)).toMatchObject({
      plannedStart: rig.now + 5 * MINUTE,
      projectedStart: rig.now + 10 * MINUTE,
      projectedEnd: rig.now + 20 * MINUTE,
    });
  });
});

describe('a step’s view', () => {
  test('asks a person, with since, due and what happens then', () => {
    const deadline = { withinMs: 15 * MINUTE, onExpiry: 'no-go' as const, escalate: [] };
    const rig = Rig.started(aPlan([aStep('g', gate({ criteria: ['errors'] }), { deadline })]));
    const since = rig.now;
    expect(stepView(rig.state, 'g', rig.now)).toMatchObject({
      state: 'awaiting-approval',
      need: {
        what: 'Say whether the criteria are met',
        since,
        due: since + 15 * MINUTE,
        onExpiry: 'no-go',
        who: 'Ada',
      },
      overdueAt: since + 15 * MINUTE,
    });
    rig.act('g', { action: 'meet', criterionId: 'errors' });
    expect(stepView(rig.state, 'g', rig.now)?.need?.what).toBe('Approve or reject');
  });

  test('never shows an open attempt as running while nobody drives or contact is lost', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x']))]));
    const ref = { stepId: 'a', target: 'x', attempt: 1 };
    const shown = (driven: boolean) => stepDetail(rig.state, 'a', { now: rig.now, driven })?.targets[0]?.state;
    expect([shown(true), shown(false)]).toEqual(['starting', 'out-of-contact']);
    rig.give({ type: 'attempt-sent', ...ref, targetBootId: 'b', hostKey: 'k' }, 'engine');
    expect(shown(true)).toBe('running');
    rig.give({ type: 'attempt-lost-contact', ...ref, reason: 'cut' }, 'engine');
    expect(shown(true)).toBe('out-of-contact');
    rig.give({ type: 'attempt-regained-contact', ...ref }, 'engine');
    expect(shown(true)).toBe('running');
  });

  test('changedSeq follows what a person would have to have seen, not every attempt', () => {
    const rig = Rig.started(aPlan([aStep('a', ssh(['x', 'y']))]));
    const { changedSeq } = stepView(rig.state, 'a', rig.now) ?? { changedSeq: 0 };
    rig.finish('a', 'x', 'succeeded');
    expect(stepView(rig.state, 'a', rig.now)?.changedSeq).toBe(changedSeq);
    rig.finish('a', 'y', 'failed');
    expect(stepView(rig.state, 'a', rig.now)?.changedSeq).toBe(rig.events.length - 1);
  });
});
