import type { ElkNode } from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import { elkGraph, layoutOf, type MapLayout } from './map-layout.ts';
import type { PlanGraph } from './plan-graph.ts';

/** The last plans that were laid out: coming back to the map is for nothing. */
const known = new Map<string, MapLayout>();
const MOST_KNOWN = 4;

export function knownLayout(graph: PlanGraph): MapLayout | null {
  return known.get(graph.signature) ?? null;
}

/** In a worker of this origin, so that two thousand steps do not stop the clocks. Aborting ends the worker. */
export async function layOut(graph: PlanGraph, signal: AbortSignal): Promise<MapLayout> {
  const laid = await ask(graph, signal);
  const layout = layoutOf(graph, laid);
  const [oldest] = known.keys();
  if (known.size >= MOST_KNOWN && oldest !== undefined) known.delete(oldest);
  known.set(graph.signature, layout);
  return layout;
}

interface Answer {
  readonly id: number;
  readonly data?: ElkNode;
  readonly error?: unknown;
}

/** The two questions of elkjs' own protocol; its wrapper has no way to give up. */
function ask(graph: PlanGraph, signal: AbortSignal): Promise<ElkNode> {
  const worker = new Worker(workerUrl);
  return new Promise<ElkNode>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('no longer wanted')), { once: true });
    worker.onerror = () => reject(new Error('the layout could not be started'));
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.error !== undefined) reject(new Error('the layout failed'));
      else if (data.id === 1 && data.data !== undefined) resolve(data.data);
    };
    worker.postMessage({ id: 0, cmd: 'register', algorithms: ['layered'] });
    worker.postMessage({ id: 1, cmd: 'layout', graph: elkGraph(graph), layoutOptions: {}, options: {} });
  }).finally(() => worker.terminate());
}
