import { useEffect, useState } from 'react';
import { knownLayout, layOut } from './lay-out.ts';
import type { MapLayout } from './map-layout.ts';
import type { PlanGraph } from './plan-graph.ts';

/** The layout of a plan: laid out once, whatever becomes of its steps. */
export function useLayout(graph: PlanGraph): { readonly layout: MapLayout | null; readonly problem: string | null } {
  const [layout, setLayout] = useState(() => knownLayout(graph));
  const [problem, setProblem] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature says whether it is the same plan
  useEffect(() => {
    setProblem(null);
    const known = knownLayout(graph);
    setLayout(known);
    if (known !== null) return;
    const control = new AbortController();
    layOut(graph, control.signal).then(
      (laid) => !control.signal.aborted && setLayout(laid),
      (error: unknown) => {
        if (!control.signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
      },
    );
    return () => control.abort();
  }, [graph.signature]);
  return { layout, problem };
}
