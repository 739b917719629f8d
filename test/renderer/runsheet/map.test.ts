import { expect, test } from 'vitest';
import {
  elkGraph,
  firstLook,
  layoutOf,
  NODE,
  stepTowards,
} from '../../../renderer/features/runsheet/map/map-layout.ts';
import { neighbours, planGraph } from '../../../renderer/features/runsheet/map/plan-graph.ts';
import { nightView } from '../fake/night.ts';

const { steps } = nightView();
const graph = planGraph(steps);
/** As an engine would answer: a column for every step of a stream. */
const laid = {
  ...elkGraph(graph),
  children: graph.nodes.map(({ id }, at) => ({ id, x: Math.floor(at / 4) * 256, y: (at % 4) * 70 })),
};
const layout = layoutOf(graph, laid);

test('the map is laid out again only when the plan changes, not when a state does', () => {
  const later = steps.map((step) => ({ ...step, state: 'succeeded' as const, changedSeq: step.changedSeq + 1 }));
  expect(planGraph(later).signature).toBe(graph.signature);
  expect(planGraph(steps.slice(1)).signature).not.toBe(graph.signature);
});

test('an edge to a step that is not there is left out', () => {
  const [, ...rest] = steps;
  const ids = new Set<string>(rest.map((step) => step.id));
  expect(planGraph(rest).edges.every((edge) => ids.has(edge.from) && ids.has(edge.to))).toBe(true);
});

test('each stream has a band of its own, and no two steps stand upon each other', () => {
  expect(layout.bands.map((band) => band.name)).toEqual(['platform', 'application', 'database', 'communication']);
  for (const step of steps) {
    const place = layout.places.get(step.id);
    const band = layout.bands.find((one) => one.name === step.stream);
    expect(
      place !== undefined && band !== undefined && place.y >= band.y && place.y + NODE.height <= band.y + band.height,
    ).toBe(true);
  }
  const taken = [...layout.places.values()].map(({ x, y }) => `${x} ${y}`);
  expect(new Set(taken).size).toBe(taken.length);
});

test('arrows walk along the edges, and up and down to the neighbouring band', () => {
  const from = steps[44]?.id ?? '';
  const right = stepTowards(layout, graph, { from, key: 'ArrowRight' });
  expect([...neighbours(graph.edges, from).behind]).toEqual([right]);
  expect(stepTowards(layout, graph, { from: right ?? '', key: 'ArrowLeft' })).toBe(from);
  expect(stepTowards(layout, graph, { from, key: 'ArrowDown' })).toBe(steps[45]?.id);
  expect(stepTowards(layout, graph, { from: steps[0]?.id ?? '', key: 'ArrowLeft' })).toBeNull();
});

test('the first look shows everything only when it can be read so', () => {
  expect(firstLook({ ...layout, width: 500, height: 300 }, { id: null, width: 800, height: 600 }).zoom).toBe(1);
  expect(firstLook(layout, { id: steps[44]?.id ?? null, width: 600, height: 450 }).zoom).toBeGreaterThanOrEqual(0.6);
});
