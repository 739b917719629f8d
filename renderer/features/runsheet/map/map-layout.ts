import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { PlanGraph } from './plan-graph.ts';

export const NODE = { width: 208, height: 56 } as const;
const GAP = { x: 48, y: 14, band: 34 } as const;

export interface Place {
  readonly x: number;
  readonly y: number;
}

interface Band {
  readonly name: string;
  readonly y: number;
  readonly height: number;
}

export interface MapLayout {
  readonly places: ReadonlyMap<string, Place>;
  readonly bands: readonly Band[];
  readonly width: number;
  readonly height: number;
}

/** What the layout engine is asked: layers from left to right, steps of a layer in the order of the plan. */
export function elkGraph({ nodes, edges }: PlanGraph): ElkNode {
  return {
    id: 'plan',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.layered.spacing.nodeNodeBetweenLayers': String(GAP.x),
      'elk.spacing.nodeNode': String(GAP.y),
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
      // Edges are drawn by the map itself; routes of our own would be thrown away.
      'elk.edgeRouting': 'POLYLINE',
      'elk.layered.thoroughness': nodes.length > 600 ? '3' : '7',
      'elk.separateConnectedComponents': 'false',
    },
    children: nodes.map(({ id }) => ({ id, width: NODE.width, height: NODE.height })),
    edges: edges.map(({ id, from, to }) => ({ id, sources: [from], targets: [to] })),
  };
}

/** Layers from the engine; with several streams each stands in a band of its own, its steps in the engine's order. */
export function layoutOf(graph: PlanGraph, laid: ElkNode): MapLayout {
  const found = new Map((laid.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
  const streams = [...new Set(graph.nodes.map((node) => node.stream))];
  if (streams.length < 2) return sized(found, []);
  const places = new Map<string, Place>();
  const bands: Band[] = [];
  let top = 0;
  for (const stream of streams) {
    const members = graph.nodes.flatMap(({ id, stream: own }) => {
      const place = found.get(id);
      return own === stream && place !== undefined ? [{ id, ...place }] : [];
    });
    const rows = rowsOf(members);
    for (const { id, x, row } of rows) places.set(id, { x, y: top + GAP.band + row * (NODE.height + GAP.y) });
    const deepest = Math.max(0, ...rows.map((one) => one.row + 1));
    const height = GAP.band + deepest * (NODE.height + GAP.y);
    bands.push({ name: stream ?? 'other', y: top, height });
    top += height;
  }
  return sized(places, bands);
}

/** In each layer the first free row: as flat as the stream allows. */
function rowsOf(members: readonly (Place & { readonly id: string })[]) {
  const used = new Map<number, number>();
  return [...members]
    .sort((a, b) => a.x - b.x || a.y - b.y)
    .map(({ id, x }) => {
      const layer = Math.round(x);
      const row = used.get(layer) ?? 0;
      used.set(layer, row + 1);
      return { id, x, row };
    });
}

function sized(places: ReadonlyMap<string, Place>, bands: readonly Band[]): MapLayout {
  let [width, height]: [number, number] = [NODE.width, NODE.height];
  for (const { x, y } of places.values()) {
    width = Math.max(width, x + NODE.width);
    height = Math.max(height, y + NODE.height);
  }
  const last = bands.at(-1);
  return { places, bands, width, height: Math.max(height, last === undefined ? 0 : last.y + last.height) };
}

/** The step one gets to by an arrow: along the edges to the sides, up and down to the nearest of about the same place. */
export function stepTowards(
  layout: MapLayout,
  graph: Pick<PlanGraph, 'edges'>,
  { from, key }: { readonly from: string; readonly key: string },
): string | null {
  const here = layout.places.get(from);
  if (here === undefined) return null;
  if (key === 'ArrowRight')
    return nearest(
      layout,
      here,
      graph.edges.flatMap((edge) => (edge.from === from ? [edge.to] : [])),
    );
  if (key === 'ArrowLeft')
    return nearest(
      layout,
      here,
      graph.edges.flatMap((edge) => (edge.to === from ? [edge.from] : [])),
    );
  const sign = key === 'ArrowDown' ? 1 : -1;
  const beyond = [...layout.places].flatMap(([id, place]) => ((place.y - here.y) * sign > NODE.height / 2 ? [id] : []));
  return nearest(layout, here, beyond);
}

function nearest({ places }: MapLayout, here: Place, ids: readonly string[]): string | null {
  let found: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const id of ids) {
    const place = places.get(id);
    if (place === undefined) continue;
    // Sideways is dearer than up or down: an arrow down should not end far to the right.
    const distance = Math.abs(place.y - here.y) + Math.abs(place.x - here.x) * 1.5;
    if (distance < least) [found, least] = [id, distance];
  }
  return found;
}

/** Smaller than this no title can be read. */
export const READABLE = 0.6;
const AIR = 24;

/** Everything when it can be read at that size; else the whole height, if that fits, around one step. */
export function firstLook(
  layout: MapLayout,
  box: { readonly id: string | null; readonly width: number; readonly height: number },
): Place & { readonly zoom: number } {
  const whole = { x: layout.width / 2, y: layout.height / 2 };
  const high = Math.min(1, box.height / (layout.height + 2 * AIR));
  const all = Math.min(high, box.width / (layout.width + 2 * AIR));
  if (all >= READABLE) return { ...whole, zoom: all };
  const zoom = Math.max(READABLE, high);
  const place = (box.id === null ? undefined : layout.places.get(box.id)) ?? { x: 0, y: 0 };
  const y = high >= READABLE ? whole.y : place.y + NODE.height / 2;
  return { x: Math.max(place.x + NODE.width / 2, box.width / zoom / 2 - AIR), y, zoom };
}
