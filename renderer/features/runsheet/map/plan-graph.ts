import type { StepView } from '../../../../contract/views.ts';

/** The plan without its states: as long as this stays the same, so does the map. */
export interface PlanGraph {
  readonly nodes: readonly { readonly id: string; readonly stream: string | null }[];
  readonly edges: readonly PlanEdge[];
  /** Two graphs with the same signature have the same layout. */
  readonly signature: string;
}

export interface PlanEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly type: StepView['after'][number]['type'];
}

export function planGraph(steps: readonly StepView[]): PlanGraph {
  const known = new Set<string>(steps.map((step) => step.id));
  const nodes = steps.map(({ id, stream }) => ({ id, stream }));
  const edges = steps.flatMap((step) =>
    step.after.flatMap(({ step: from, type }): PlanEdge[] =>
      known.has(from) ? [{ id: `${from} ${type} ${step.id}`, from, to: step.id, type }] : [],
    ),
  );
  const signature = [...nodes.map((node) => `${node.id}@${node.stream ?? ''}`), ...edges.map((edge) => edge.id)].join(
    '\n',
  );
  return { nodes, edges, signature };
}

/** The steps directly before and behind one. */
export function neighbours(
  edges: readonly PlanEdge[],
  id: string | null,
): { before: ReadonlySet<string>; behind: ReadonlySet<string> } {
  return {
    before: new Set(edges.flatMap((edge) => (edge.to === id ? [edge.from] : []))),
    behind: new Set(edges.flatMap((edge) => (edge.from === id ? [edge.to] : []))),
  };
}
