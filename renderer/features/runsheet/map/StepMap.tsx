// biome-ignore-all lint/a11y/noNoninteractiveTabindex: the map takes the focus and names its active step
// biome-ignore-all lint/a11y/useSemanticElements: a map is no fieldset
import { ReactFlowProvider } from '@xyflow/react';
import { type KeyboardEvent, useMemo } from 'react';
import type { StepView } from '../../../../contract/views.ts';
import { useDesk } from '../../../state/desk-context.ts';
import { stepLook } from '../../../ui/state-words.ts';
import { matching } from '../runsheet-rows.ts';
import { MapFlow } from './MapFlow.tsx';
import { stepTowards } from './map-layout.ts';
import { MapRelations } from './map-relations.ts';
import { neighbours, planGraph } from './plan-graph.ts';
import { useLayout } from './use-layout.ts';

const noSteps: readonly StepView[] = [];

/** What waits for what. The layout stands still; only the states change. */
export function StepMap() {
  const steps = useDesk((state) => state.run?.steps ?? noSteps);
  const filter = useDesk((state) => (state.route.screen === 'run' ? state.route.filter : ''));
  const selected = useDesk((state) => (state.route.screen === 'run' ? state.route.stepId : null));
  const selectInRun = useDesk((state) => state.selectInRun);
  const signature = planGraph(steps).signature;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same plan is the same graph, whatever its states
  const graph = useMemo(() => planGraph(steps), [signature]);
  const { layout, problem } = useLayout(graph);
  const relations = useMemo(() => {
    const shown = filter === '' ? null : new Set<string>(matching(steps, filter).map((step) => step.id));
    return { selected, shown, ...neighbours(graph.edges, selected) };
  }, [graph, selected, filter, steps]);
  const walk = (event: KeyboardEvent) => {
    if (layout === null || !arrows.has(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const from = selected ?? steps[0]?.id;
    const to =
      selected === null ? from : from === undefined ? null : stepTowards(layout, graph, { from, key: event.key });
    if (to != null) selectInRun({ stepId: to, target: null });
  };
  return (
    <div
      role="group"
      id="runsheet"
      className="map"
      tabIndex={0}
      aria-label="Map of the steps. Arrows walk along the dependencies, Enter opens."
      aria-activedescendant={selected === null || layout === null ? undefined : `map-${selected}`}
      onKeyDown={walk}
    >
      <p className="for-readers" role="status">
        {sentenceOf(
          steps.find((step) => step.id === selected),
          steps,
        )}
      </p>
      {problem !== null && <p className="quiet">The map could not be laid out: {problem}. The table has every step.</p>}
      {layout === null && problem === null && (
        <p className="quiet" role="status">
          Laying out {steps.length} steps …
        </p>
      )}
      {layout !== null && (
        <MapRelations.Provider value={relations}>
          <ReactFlowProvider key={signature}>
            <MapFlow graph={graph} layout={layout} />
          </ReactFlowProvider>
        </MapRelations.Provider>
      )}
    </div>
  );
}

const arrows: ReadonlySet<string> = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']);

/** Where one stands, for those who do not see the map. */
function sentenceOf(step: StepView | undefined, steps: readonly StepView[]): string {
  if (step === undefined) return '';
  const titles = (ids: readonly string[]) =>
    ids.map((id) => steps.find((one) => one.id === id)?.title ?? id).join(', ') || 'nothing';
  const before = step.after.map((one) => one.step);
  const behind = steps
    .filter((one) => one.after.some((dependency) => dependency.step === step.id))
    .map((one) => one.id);
  return `${step.title}, ${stepLook(step).word}. After ${titles(before)}. Before ${titles(behind)}.`;
}
