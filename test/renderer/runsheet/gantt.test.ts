import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StepView } from '../../../contract/views.ts';
import { arrowsOf } from '../../../renderer/features/runsheet/gantt/arrows.ts';
import { criticalSteps } from '../../../renderer/features/runsheet/gantt/critical-path.ts';
import { stepUnder } from '../../../renderer/features/runsheet/gantt/Gantt.tsx';
import { paintRows } from '../../../renderer/features/runsheet/gantt/paint-rows.ts';
import { boxesOf, hitOf } from '../../../renderer/features/runsheet/gantt/row-geometry.ts';
import { ROW, rowsBetween, type Scene } from '../../../renderer/features/runsheet/gantt/scene.ts';
import { stepSentence } from '../../../renderer/features/runsheet/gantt/step-sentence.ts';
import { extentOf, shapeOf } from '../../../renderer/features/runsheet/gantt/step-shape.ts';
import {
  endOf,
  fitted,
  following,
  panned,
  tickStep,
  ticksOf,
  timeAt,
  xOf,
  zoomed,
} from '../../../renderer/features/runsheet/gantt/time-view.ts';
import { tileFor } from '../../../renderer/features/runsheet/gantt/use-tile.ts';
import { turned } from '../../../renderer/features/runsheet/gantt/use-time-view.ts';
import { runsheetRows } from '../../../renderer/features/runsheet/runsheet-rows.ts';
import { zoneOffset } from '../../../renderer/format/zone-offset.ts';
import { NOW, nightView, T0 } from '../fake/night.ts';

const MINUTE = 60_000;
const { steps } = nightView();
const [sample] = steps;
if (sample === undefined) throw new Error('the night has steps');

function step(change: Partial<StepView>): StepView {
  return { ...(sample as StepView), ...change };
}

const view = { start: T0, msPerPx: 10_000, width: 600 };

test('a place on the screen and its instant are each other’s inverse, and zooming leaves the pointer’s instant where it is', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 600, noNaN: true }),
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      (x, factor) => {
        expect(xOf(view, timeAt(view, x))).toBeCloseTo(x, 6);
        const closer = zoomed(view, factor, x);
        expect(timeAt(closer, x)).toBeCloseTo(timeAt(view, x), -1);
      },
    ),
  );
});

test('zooming ends where nothing more could be seen', () => {
  expect(zoomed(view, 1e9, 0).msPerPx).toBe(50);
  expect(zoomed(view, 1e-9, 0).msPerPx).toBe(6 * 60 * MINUTE);
});

test('panning never leaves the run altogether', () => {
  const extent = { from: T0, to: T0 + 60 * MINUTE };
  for (const px of [-1e7, 1e7]) {
    const moved = panned(view, px, extent);
    expect(moved.start).toBeLessThan(extent.to);
    expect(endOf(moved)).toBeGreaterThan(extent.from);
  }
});

test('fitting shows the whole of it', () => {
  const extent = { from: T0, to: T0 + 5 * 60 * MINUTE };
  const whole = fitted(extent, 600);
  expect(xOf(whole, extent.from)).toBeGreaterThan(0);
  expect(xOf(whole, extent.to)).toBeLessThan(600);
});

test('the whole run stands on the screen at first, and stays so while it grows', () => {
  const run = { from: T0, to: T0 + 8 * 60 * MINUTE };
  const world = { extent: run, run, now: T0 + 10 * MINUTE, usualMs: 5 * MINUTE, isOver: false };
  const begun = turned({ view: null, mode: 'whole' }, { kind: 'size', width: 300 }, world);
  expect(begun.view).toEqual(fitted(run, 300));
  expect(turned(begun, { kind: 'time' }, { ...world, now: world.now + MINUTE })).toBe(begun);
  const longer = { from: T0, to: run.to + 40 * MINUTE };
  expect(turned(begun, { kind: 'time' }, { ...world, run: longer }).view).toEqual(fitted(longer, 300));
});

test('the view follows now when asked, until a person moves it, and again when asked', () => {
  const extent = { from: T0, to: T0 + 10 * 60 * MINUTE };
  const world = { extent, run: extent, now: T0 + 100 * MINUTE, usualMs: MINUTE, isOver: false };
  const first = turned({ view: null, mode: 'whole' }, { kind: 'size', width: 600 }, world);
  const begun = turned(first, { kind: 'follow' }, world);
  const later = { ...world, now: world.now + 7 * MINUTE };
  const followed = turned(begun, { kind: 'time' }, later);
  if (begun.view === null || followed.view === null) throw new Error('no view');
  expect(xOf(followed.view, later.now)).toBeCloseTo(xOf(begun.view, world.now));
  const moved = turned(followed, { kind: 'pan', px: 50 }, later);
  expect(turned(moved, { kind: 'time' }, { ...later, now: later.now + MINUTE })).toBe(moved);
  expect(turned(moved, { kind: 'follow' }, later)).toEqual(followed);
  expect(turned(moved, { kind: 'fit' }, later).view).toEqual(fitted(extent, 600));
  expect(following(fitted(extent, 600), T0, extent)).toEqual(fitted(extent, 600));
});

test('ticks stand on whole hours of the site’s clock, through a change of the clocks too', () => {
  const autumn = Date.UTC(2026, 9, 24, 22, 0);
  const night = { start: autumn, msPerPx: 60_000, width: 600 };
  const ticks = ticksOf(night, 60 * MINUTE, (at) => zoneOffset(at, 'Europe/Berlin'));
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit' });
  expect(ticks.every((at) => clock.format(at).endsWith(':00'))).toBe(true);
  expect([...ticks].sort((a, b) => a - b)).toEqual(ticks);
  const half = ticksOf(view, 15 * MINUTE, (at) => zoneOffset(at, 'Asia/Kolkata'));
  expect(half.every((at) => (at + 5.5 * 60 * MINUTE) % (15 * MINUTE) === 0)).toBe(true);
});

test('labels of ticks have room at every zoom', () => {
  fc.assert(
    fc.property(fc.double({ min: 50, max: 21_600_000, noNaN: true }), (msPerPx) => {
      const here = { start: T0, msPerPx, width: 600 };
      const step = tickStep(here, 64);
      expect(step / msPerPx >= 64 || step === 28 * 24 * 60 * MINUTE).toBe(true);
      expect(ticksOf(here, step, () => 0).length).toBeLessThan(20);
    }),
  );
});

test('a step that runs is drawn to now, and from now to its projected end', () => {
  const running = step({ state: 'running', startedAt: T0, endedAt: null, projectedEnd: T0 + 10 * MINUTE });
  expect(shapeOf(running, T0 + 4 * MINUTE)).toMatchObject({
    done: { from: T0, to: T0 + 4 * MINUTE },
    ahead: { from: T0 + 4 * MINUTE, to: T0 + 10 * MINUTE },
  });
  expect(shapeOf(running, T0 + 11 * MINUTE).ahead).toBeNull();
});

test('states can be told by their fill alone where their colour is the same', () => {
  const fillOf = (state: StepView['state']) => shapeOf(step({ state }), NOW).fill;
  expect(
    new Set(
      ['succeeded', 'failed', 'indeterminate', 'ready', 'skipped', 'soaking'].map((one) =>
        fillOf(one as StepView['state']),
      ),
    ).size,
  ).toBe(6);
});

test('a step of no length is still seen, hit by its bar, and by its marks before its bar', () => {
  const point = step({
    plannedStart: T0 + 50 * 10_000,
    plannedEnd: T0 + 50 * 10_000,
    startedAt: null,
    projectedStart: null,
    projectedEnd: null,
    endedAt: null,
    eta: null,
    pointOfNoReturn: false,
  });
  const boxes = boxesOf(shapeOf(point, T0), view);
  expect(boxes.planned?.width).toBeGreaterThanOrEqual(3);
  expect(hitOf(boxes, 51, 14)).toBe('planned');
  expect(hitOf(boxes, 300, 14)).toBeNull();
  const noReturn = boxesOf(shapeOf({ ...point, pointOfNoReturn: true }, T0), view);
  expect(hitOf(noReturn, 50, 14)).toBe('no-return');
});

test('a point of the bars finds its step and no other', () => {
  const rows = runsheetRows(steps, '');
  const at = rows.findIndex((row) => row.kind === 'step' && row.step.id === sample.id);
  const x = xOf(view, sample.startedAt ?? 0) + 1;
  expect(stepUnder({ rows, view, now: NOW }, { x, y: at * ROW + 14 })?.id).toBe(sample.id);
  expect(stepUnder({ rows, view, now: NOW }, { x: 599, y: at * ROW + 14 })).toBeNull();
  expect(stepUnder({ rows, view, now: NOW }, { x, y: 1e9 })).toBeNull();
});

test('only the rows of the tile are looked at, and the tile moves only when sight leaves it', () => {
  expect(rowsBetween(2800, 3800, 5000)).toEqual({ from: 100, to: 136 });
  const tile = tileFor({ top: 0, height: 0 }, { top: 0, height: 500 });
  expect(tileFor(tile, { top: 200, height: 500 })).toBe(tile);
  expect(tileFor(tile, { top: 5000, height: 500 })).not.toBe(tile);
});

test('the critical path is what the end of the run hangs on', () => {
  const at = (id: string, [from, to]: readonly [number, number], after: string[]) =>
    step({
      id: id as StepView['id'],
      startedAt: null,
      endedAt: null,
      projectedStart: T0 + from * MINUTE,
      projectedEnd: T0 + to * MINUTE,
      after: after.map((one) => ({ step: one as StepView['id'], type: 'FS', lagMs: 0 })),
    });
  const plan = [
    at('a', [0, 10], []),
    at('short', [10, 12], ['a']),
    at('long', [10, 30], ['a']),
    at('end', [30, 35], ['short', 'long']),
  ];
  expect([...criticalSteps(plan)].sort()).toEqual(['a', 'end', 'long']);
  const fixed = [at('early', [0, 10], []), at('at-midnight', [60, 70], ['early'])];
  expect([...criticalSteps(fixed)]).toEqual(['at-midnight']);
});

test('arrows go from what the selected step waits for and to what waits for it', () => {
  const rows = runsheetRows(steps, '');
  const selected = steps[44];
  const arrows = arrowsOf(rows, selected?.id ?? null);
  expect(arrows).toHaveLength(2);
  expect(arrowsOf(rows, null)).toEqual([]);
});

test('every row says in words what its bar shows', () => {
  const late = step({
    state: 'succeeded',
    plannedStart: T0,
    plannedEnd: T0 + 5 * MINUTE,
    startedAt: T0,
    endedAt: T0 + 12 * MINUTE,
  });
  expect(stepSentence(late, 'UTC')).toBe('succeeded, planned 21:00–21:05, actual 21:00:00–21:12:00, late by 7 m');
});

test('the extent takes in plan, work, forecast and window', () => {
  const extent = extentOf(steps, [T0 - MINUTE, T0 + 999 * MINUTE]);
  expect(extent).toEqual({ from: T0 - MINUTE, to: T0 + 999 * MINUTE });
});

/** Counts what is drawn, and draws nothing. */
function countingInk(): { ink: CanvasRenderingContext2D; count: () => number } {
  let count = 0;
  const ink = new Proxy(
    {},
    {
      get: () => () => {
        count += 1;
        return { width: 10 };
      },
      set: () => true,
    },
  );
  return { ink: ink as CanvasRenderingContext2D, count: () => count };
}

test('five thousand steps cost no more to draw than what is in sight of them', () => {
  const looks = { tones: {}, font: 'x' } as unknown as Parameters<typeof paintRows>[2]['looks'];
  const drawn = [200, 5000].map((length) => {
    const rows = runsheetRows(nightView('live', length).steps, '');
    const scene: Scene = {
      ...{ rows, view, now: NOW, selected: null, critical: new Set<string>(), arrows: [] },
      frame: { t0: T0, window: null, isOver: false, zone: 'UTC' },
    };
    const { ink, count } = countingInk();
    paintRows(ink, scene, { tile: { top: 28, height: 800 }, looks });
    return count();
  });
  expect(drawn[1]).toBeLessThan((drawn[0] ?? 0) * 1.2);
});
