import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan, PlanStep } from '../../contract/plan.ts';
import { replay, runHeader, stepView, stepViews } from '../../main/domain/run/index.ts';
import { aPlan, aStep, EVENING, fs, MINUTE, manual, milestone, ssh, wait } from './plans.ts';
import { Rig } from './rig.ts';

const HOUR = 60 * MINUTE;
const estimate = (minutes: number): PlanStep['duration'] => ({
  minMs: minutes * MINUTE,
  likelyMs: minutes * MINUTE,
  maxMs: 2 * minutes * MINUTE,
});

const window = { start: EVENING, end: EVENING + 2 * HOUR };
const chain = (more: Partial<Plan> = {}): Plan =>
  aPlan(
    [
      aStep('a', manual, { duration: estimate(10) }),
      aStep('b', manual, { duration: estimate(20), after: [fs('a', 5 * MINUTE)] }),
      aStep('c', manual, { duration: estimate(10), after: [fs('b')], startAtMs: 60 * MINUTE }),
    ],
    { window, ...more },
  );

const header = (rig: Rig) => runHeader(rig.state, rig.now, rig.driven);

describe('the projected end', () => {
  test('rolls lags, offsets and durations forward, and says what is left of the window', () => {
    const rig = Rig.started(chain());
    expect(header(rig)).toMatchObject({ projectedEnd: EVENING + 70 * MINUTE, slackMs: 50 * MINUTE });
  });

  test('takes an ETA for what somebody says instead of the plan, and gives it up when it is taken back', () => {
    const rig = Rig.started(chain());
    rig.act('a', { action: 'start' });
    rig.give({ type: 'eta', stepId: 'a', endAt: EVENING + 50 * MINUTE, reason: 'indexes' }, 'Edsger');
    expect(header(rig)).toMatchObject({ projectedEnd: EVENING + 85 * MINUTE, slackMs: 35 * MINUTE });
    expect(stepView(rig.state, 'a', rig.now)?.eta).toEqual({
      ...{ endAt: EVENING + 50 * MINUTE, by: 'Edsger', assurance: 'stated', givenAt: EVENING, reason: 'indexes' },
    });
    rig.give({ type: 'eta', stepId: 'a', endAt: null });
    expect(header(rig).projectedEnd).toBe(EVENING + 70 * MINUTE);
  });

  test('an ETA that passed without an end moves on with the clock, and makes the step overdue', () => {
    const rig = Rig.started(chain());
    rig.act('a', { action: 'start' });
    rig.give({ type: 'eta', stepId: 'a', endAt: EVENING + 5 * MINUTE });
    rig.pass(30 * MINUTE);
    expect(stepView(rig.state, 'a', rig.now)?.projectedEnd).toBe(rig.now);
    expect(header(rig).rag).toEqual({ colour: 'amber', because: '“The a” is overdue by 25 m.' });
  });

  test('an ETA of a step that has not begun counts from its start at the earliest', () => {
    const rig = Rig.started(chain());
    rig.give({ type: 'eta', stepId: 'c', endAt: EVENING + 65 * MINUTE });
    expect(header(rig).projectedEnd).toBe(EVENING + 65 * MINUTE);
    rig.give({ type: 'eta', stepId: 'c', endAt: EVENING + 20 * MINUTE });
    expect(header(rig).projectedEnd).toBe(EVENING + 60 * MINUTE);
  });

  test('a failed step may have an ETA: until then it holds up what comes after it', () => {
    const rig = Rig.started(chain());
    rig.act('a', { action: 'start' });
    rig.act('a', { action: 'failed', reason: 'no' });
    rig.give({ type: 'eta', stepId: 'a', endAt: EVENING + 40 * MINUTE });
    expect(header(rig).projectedEnd).toBe(EVENING + 75 * MINUTE);
  });

  test('refuses an ETA for what is over, what is past, and what nobody expects', () => {
    const rig = Rig.started(chain());
    rig.act('a', { action: 'start' });
    rig.act('a', { action: 'done' });
    expect(rig.give({ type: 'eta', stepId: 'a', endAt: EVENING + MINUTE })).toContain('is over (succeeded)');
    expect(rig.give({ type: 'eta', stepId: 'b', endAt: EVENING - MINUTE })).toContain('past already');
    expect(rig.give({ type: 'eta', stepId: 'b', endAt: EVENING + 31 * 24 * HOUR })).toContain('30 days');
    expect(rig.give({ type: 'eta', stepId: 'b', endAt: null })).toContain('none to take back');
    expect(rig.give({ type: 'eta', stepId: 'x', endAt: null })).toContain('no step “x”');
  });
});

const someStep = fc.record({
  minutes: fc.integer({ min: 0, max: 40 }),
  back: fc.nat(3),
  lag: fc.constantFrom(0, 0, 3),
  startAt: fc.constantFrom(null, null, 15, 30, 50),
  notBefore: fc.constantFrom(null, null, null, 35),
  kind: fc.constantFrom('manual', 'manual', 'wait', 'until', 'milestone', 'ssh'),
  ask: fc.boolean(),
});
const actionOf = (kind: string) => {
  if (kind === 'wait') return wait(7 * MINUTE);
  if (kind === 'until') return wait(null, EVENING + 45 * MINUTE);
  if (kind === 'ssh') return ssh(['x']);
  return kind === 'milestone' ? milestone : manual;
};
const somePlan = fc.array(someStep, { minLength: 1, maxLength: 7 }).map((steps) =>
  aPlan(
    steps.map((raw, index) =>
      aStep(`s${index}`, actionOf(raw.kind), {
        duration: estimate(raw.minutes),
        after: index - 1 - raw.back < 0 ? [] : [fs(`s${index - 1 - raw.back}`, raw.lag * MINUTE)],
        startAtMs: raw.startAt === null ? null : raw.startAt * MINUTE,
        notBefore: raw.notBefore === null ? null : EVENING + raw.notBefore * MINUTE,
        start: raw.ask ? 'ask' : 'auto',
      }),
    ),
    { window },
  ),
);

/** Plays on: what may start is started, what runs may end, time passes. */
const someMove = fc.record({ minutes: fc.integer({ min: 0, max: 12 }), pick: fc.nat(6), eta: fc.option(fc.nat(60)) });
type SomeMove = typeof someMove extends fc.Arbitrary<infer T> ? T : never;

function playOn(rig: Rig, { minutes, pick, eta }: SomeMove): void {
  const { steps } = rig.state.plan;
  const id = steps[pick % steps.length]?.id ?? 's0';
  if (eta !== null) rig.give({ type: 'eta', stepId: id, endAt: rig.now + eta * MINUTE });
  rig.act(id, { action: 'go' });
  rig.act(id, { action: 'start' });
  if (minutes % 2 === 0) rig.act(id, { action: 'done' });
  if (minutes % 3 === 0) rig.finish(id, 'x', 'succeeded');
  rig.pass(minutes * MINUTE);
}

describe('roll-forward, whatever happens', () => {
  test('what was stands, what comes is never in the past, nothing starts before what it waits for', () => {
    fc.assert(
      fc.property(somePlan, fc.array(someMove, { maxLength: 12 }), (plan, moves) => {
        const rig = Rig.started(plan);
        for (const move of moves) {
          playOn(rig, move);
          const views = stepViews(rig.state, rig.now);
          const byId = new Map(views.map((view) => [view.id as string, view]));
          for (const view of views) {
            const { projectedStart, projectedEnd, startedAt, endedAt } = view;
            if (endedAt !== null) expect(projectedEnd).toBe(endedAt);
            else expect(projectedEnd).toBeGreaterThanOrEqual(rig.now);
            if (startedAt !== null) expect(projectedStart).toBe(startedAt);
            else if (endedAt === null) expect(projectedStart).toBeGreaterThanOrEqual(rig.now);
            if (startedAt !== null || endedAt !== null) continue;
            for (const { step, lagMs } of view.after) {
              expect(projectedStart).toBeGreaterThanOrEqual((byId.get(step)?.projectedEnd ?? 0) + lagMs);
            }
            const { startAtMs, notBefore } = plan.steps[view.index] ?? {};
            if (startAtMs !== null)
              expect(projectedStart).toBeGreaterThanOrEqual((rig.state.t0 ?? 0) + (startAtMs ?? 0));
            if (notBefore !== null) expect(projectedStart).toBeGreaterThanOrEqual(notBefore ?? 0);
          }
          const last = Math.max(...views.map((view) => view.projectedEnd ?? 0));
          expect(header(rig).projectedEnd).toBe(last);
          expect(header(rig).slackMs).toBe(window.end - last);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('the same log gives the same forecast, to the millisecond', () => {
    fc.assert(
      fc.property(somePlan, fc.array(someMove, { maxLength: 8 }), (plan, moves) => {
        const rig = Rig.started(plan);
        for (const move of moves) playOn(rig, move);
        const again = replay(rig.events);
        if (again === null) throw new Error('no run');
        expect(stepViews(again, rig.now)).toEqual(stepViews(rig.state, rig.now));
        expect(runHeader(again, rig.now, true)).toEqual(header(rig));
      }),
      { numRuns: 60 },
    );
  });

  test('a later ETA never ends the run earlier', () => {
    fc.assert(
      fc.property(somePlan, fc.tuple(fc.nat(6), fc.nat(60), fc.nat(60)), (plan, [pick, minutes, more]) => {
        const ends = [minutes, minutes + more].map((eta) => {
          const rig = Rig.started(plan);
          const id = plan.steps[pick % plan.steps.length]?.id ?? 's0';
          rig.give({ type: 'eta', stepId: id, endAt: rig.now + eta * MINUTE });
          return header(rig).projectedEnd ?? 0;
        });
        expect(ends[1]).toBeGreaterThanOrEqual(ends[0] ?? 0);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a rebase of T0', () => {
  test('moves offsets, leaves wall-clock times, and says from where to where and why', () => {
    const plan = aPlan(
      [
        aStep('offset', milestone, { startAtMs: 30 * MINUTE }),
        aStep('wall', milestone, { notBefore: EVENING + 30 * MINUTE }),
        aStep('until', wait(null, EVENING + 40 * MINUTE), { startAtMs: 10 * MINUTE }),
      ],
      { window },
    );
    const rig = Rig.started(plan);
    expect(rig.give({ type: 'rebase', t0: EVENING + 18 * MINUTE, reason: 'The batch closed late' })).toEqual([
      'run.rebased',
    ]);
    const [offset, wall, until] = stepViews(rig.state, rig.now);
    expect(offset?.projectedStart).toBe(EVENING + 48 * MINUTE);
    expect(offset?.plannedStart).toBe(EVENING + 48 * MINUTE);
    expect(wall?.projectedStart).toBe(EVENING + 30 * MINUTE);
    expect(wall?.plannedStart).toBe(EVENING + 30 * MINUTE);
    expect(until).toMatchObject({ projectedStart: EVENING + 28 * MINUTE, projectedEnd: EVENING + 40 * MINUTE });
    expect(rig.events.at(-1)?.data).toEqual({
      ...{ from: EVENING, to: EVENING + 18 * MINUTE, reason: 'The batch closed late' },
    });
  });

  test('judges at once what its new time has brought due', () => {
    const rig = Rig.started(aPlan([aStep('a', milestone, { startAtMs: 30 * MINUTE })], { window }));
    rig.pass(20 * MINUTE);
    expect(rig.step('a')).toBe('scheduled');
    rig.give({ type: 'rebase', t0: EVENING - 10 * MINUTE, reason: 'early' });
    expect(rig.step('a')).toBe('succeeded');
  });

  test('takes nothing back: what is ready stays ready, and waits for its person', () => {
    const rig = Rig.started(aPlan([aStep('a', manual, { startAtMs: 0 })], { window }));
    expect(rig.step('a')).toBe('awaiting-human');
    rig.give({ type: 'rebase', t0: EVENING + HOUR, reason: 'late' });
    expect(rig.step('a')).toBe('awaiting-human');
    expect(rig.act('a', { action: 'start' })).toEqual(['step.started']);
  });

  test('is refused before the start, after the end, to the same time and to an absurd one', () => {
    const plan = aPlan([aStep('a', manual)], { window });
    const t0 = EVENING + MINUTE;
    expect(new Rig(plan).give({ type: 'rebase', t0, reason: 'r' })).toBe('The run has not started.');
    const rig = Rig.started(plan);
    expect(rig.give({ type: 'rebase', t0: EVENING, reason: 'r' })).toBe('T0 is that time already.');
    expect(rig.give({ type: 'rebase', t0: EVENING + 31 * 24 * HOUR, reason: 'r' })).toContain('30 days are the most');
    expect(rig.give({ type: 'rebase', t0, reason: ' ' })).toBe('Say why T0 moves.');
    rig.give({ type: 'abort', reason: 'enough' });
    expect(rig.give({ type: 'rebase', t0, reason: 'r' })).toContain('has ended');
  });

  test('starts nothing twice and nothing before its new time, however often and far T0 moves', () => {
    fc.assert(
      fc.property(
        somePlan,
        fc.array(fc.tuple(someMove, fc.option(fc.integer({ min: -40, max: 40 }))), { maxLength: 12 }),
        (plan, moves) => {
          const rig = Rig.started(plan);
          const judgedReady = new Set(rig.events.filter(({ type }) => type === 'step.became-ready'));
          for (const [move, minutes] of moves) {
            const before = rig.events.length;
            const t0 = (rig.state.t0 ?? EVENING) + (minutes ?? 0) * MINUTE;
            const told = minutes === null ? null : rig.give({ type: 'rebase', t0, reason: 'moved' });
            for (const event of rig.events.slice(before)) {
              if (event.type !== 'step.became-ready' || typeof told === 'string') continue;
              const step = plan.steps.find(({ id }) => id === event.data.stepId);
              expect(rig.now).toBeGreaterThanOrEqual(t0 + (step?.startAtMs ?? Number.NEGATIVE_INFINITY));
              expect(rig.now).toBeGreaterThanOrEqual(step?.notBefore ?? 0);
              expect(judgedReady.has(event)).toBe(false);
            }
            // At rest: looking again finds nothing left to do.
            const rest = rig.decide({ type: 'advance' }, 'engine');
            expect(rest).toEqual({ kind: 'events', events: [] });
            playOn(rig, move);
          }
          const starts = rig.events.flatMap((event) => (event.type === 'step.started' ? [event.data.stepId] : []));
          expect(starts).toEqual([...new Set(starts)]);
          const attempts = rig.events.flatMap((event) =>
            event.type === 'attempt.started' ? [`${event.data.stepId} ${event.data.attempt}`] : [],
          );
          expect(attempts).toEqual([...new Set(attempts)]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
