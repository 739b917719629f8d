import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planGraph, planSchedule, projectSchedule } from '../../main/domain/plan/index.ts';
import { yardsticksOf } from '../support/yardstick.ts';
import { compiled, runbookWith } from './support/runbook-text.ts';

const minute = 60_000;
/** `id minutes dependency, dependency` a line. */
function planOf(...lines: readonly string[]) {
  const steps = lines.map((line) => {
    const [id, minutes, ...after] = line.split(' ');
    const list =
      after.length === 0
        ? ''
        : `, after: [${after
            .join(' ')
            .split(', ')
            .map((one) => `'${one}'`)
            .join(', ')}]`;
    return `- { id: ${id}, kind: manual, title: ${id}, duration: ${minutes}m${list} }\n`;
  });
  return compiled(runbookWith(steps.join(''))).plan;
}
const spansOf = (plan: ReturnType<typeof planOf>) =>
  planSchedule(plan).steps.map((step) => [step.startMs / minute, step.endMs / minute, step.floatMs / minute]);

describe('the schedule', () => {
  it('starts a step when all before it are over, and knows the critical path', () => {
    expect(spansOf(planOf('a 10', 'b 5 a', 'c 20 a', 'd 5 b, c'))).toEqual([
      [0, 10, 0],
      [10, 15, 15],
      [10, 30, 0],
      [30, 35, 0],
    ]);
  });

  it('reads SS, FF, SF, lag and lead', () => {
    expect(spansOf(planOf('a 10', 'b 5 a SS+3m', 'c 5 a FS-4m', 'd 1 a FF+2m', 'e 1 c SF+5m'))).toEqual([
      [0, 10, 0],
      [3, 8, 4],
      [6, 11, 1],
      [0, 12, 0],
      [0, 11, 1],
    ]);
  });

  it('keeps to startAt and to the wall clock', () => {
    const plan = compiled(
      runbookWith(
        "- { id: a, kind: manual, title: a, duration: 5m, startAt: T-10m }\n- { id: b, kind: manual, title: b, duration: 5m, after: [a], notBefore: '22:30' }\n- { id: c, kind: wait, title: c, until: '23:00', after: [b] }\n- { id: d, kind: wait, title: d, for: 7m, after: [c] }\n",
      ),
    ).plan;
    expect(planSchedule(plan).steps.map((step) => [step.startMs / minute, step.endMs / minute])).toEqual([
      [-10, -5],
      [30, 35],
      [35, 60],
      [60, 67],
    ]);
  });

  it('rolls forward from now: what happened stands, what did not starts no earlier than now', () => {
    const plan = planOf('a 10', 'b 10 a', 'c 10 b', 'd 5 a');
    const progress = [
      { startedAt: 0, endedAt: 25 * minute },
      { startedAt: 26 * minute, endedAt: null },
      { startedAt: null, endedAt: null },
      { startedAt: null, endedAt: 25 * minute },
    ];
    const nothing = { startedAt: null, endedAt: null };
    const spans = projectSchedule(planGraph(plan), {
      t0: 0,
      now: 40 * minute,
      step: (index) => progress[index] ?? nothing,
    });
    expect(spans.map((span) => [span.start / minute, span.end / minute])).toEqual([
      [0, 25],
      [26, 40],
      [40, 50],
      [25, 25],
    ]);
  });

  it('holds every dependency of any plan, and no step could be later without moving the end', () => {
    const step = fc.record({
      minutes: fc.nat(30),
      after: fc.array(
        fc.record({
          back: fc.integer({ min: 1, max: 6 }),
          type: fc.constantFrom('FS', 'SS', 'FF', 'SF'),
          lag: fc.nat(9),
        }),
        { maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
        const lines = steps.map(({ minutes, after }, index) => {
          const links = after
            .filter(({ back }) => back <= index)
            .map(({ back, type, lag }) => `s${index - back} ${type}+${lag}m`);
          return [`s${index}`, minutes, links.join(', ')].join(' ').trim();
        });
        const plan = planOf(...lines);
        const { steps: spans, lengthMs } = planSchedule(plan);
        for (const [index, planned] of plan.steps.entries()) {
          const own = spans[index];
          for (const { step: id, type, lagMs } of planned.after) {
            const before = spans[plan.steps.findIndex((other) => other.id === id)];
            if (own === undefined || before === undefined) throw new Error('lost a step');
            const from = type === 'FS' || type === 'FF' ? before.endMs : before.startMs;
            const to = type === 'FS' || type === 'SS' ? own.startMs : own.endMs;
            expect(to).toBeGreaterThanOrEqual(from + lagMs);
          }
        }
        expect(spans.some((span) => span.isCritical)).toBe(true);
        expect(Math.max(...spans.map((span) => span.endMs))).toBe(lengthMs);
      }),
      { numRuns: 60 },
    );
  });

  it('takes 5,000 steps in one breath', async () => {
    const { plan } = compiled(runbookWith('- { id: a, kind: manual, title: a, duration: 5m }\n'));
    const [model] = plan.steps;
    if (model === undefined) throw new Error('no step');
    const steps = Array.from({ length: 5000 }, (_, index) => {
      const id = `${model.id}${index}`;
      const after =
        index === 0
          ? []
          : [index - 1, index >> 1].map((before) => ({ step: `${model.id}${before}`, type: 'FS', lagMs: 0 }));
      return { ...model, id, after };
    });
    const large = JSON.parse(JSON.stringify({ ...plan, steps }));
    expect(planSchedule(large).lengthMs).toBe(5000 * 5 * minute);
    expect(await yardsticksOf(() => planSchedule(large))).toBeLessThan(2);
  });
});
