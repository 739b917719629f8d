import {
  Controls,
  type Edge,
  MiniMap,
  type Node,
  type NodeTypes,
  Panel,
  ReactFlow,
  useReactFlow,
  ViewportPortal,
} from '@xyflow/react';
import { useContext, useEffect, useMemo, useRef } from 'react';
import { useDesk, useDeskStore } from '../../../state/desk-context.ts';
import { type StateLook, stepLook } from '../../../ui/state-words.ts';
import { firstLook, type MapLayout, NODE, READABLE } from './map-layout.ts';
import { MapRelations } from './map-relations.ts';
import type { PlanGraph } from './plan-graph.ts';
import { StepNode } from './StepNode.tsx';

const nodeTypes: NodeTypes = { step: StepNode };
interface MapFlowProps {
  readonly graph: PlanGraph;
  readonly layout: MapLayout;
}

export function MapFlow({ graph, layout }: MapFlowProps) {
  const { selected } = useContext(MapRelations);
  const selectInRun = useDesk((state) => state.selectInRun);
  const nodes = useMemo(() => nodesOf(layout), [layout]);
  const edges = useMemo(() => edgesOf(graph, selected), [graph, selected]);
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      onlyRenderVisibleElements
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      edgesFocusable={false}
      elementsSelectable={false}
      disableKeyboardA11y
      deleteKeyCode={null}
      minZoom={0.04}
      maxZoom={1.5}
      proOptions={{ hideAttribution: true }}
      onNodeClick={(_, node) => selectInRun({ stepId: node.id, target: null })}
    >
      <Bands layout={layout} />
      <FirstLook layout={layout} />
      <Controls showInteractive={false} fitViewOptions={{ padding: 0.04 }} />
      <Colours layout={layout} />
      <Panel position="top-right" className="map-legend">
        <span data-relation="before">before</span>
        <span data-relation="behind">behind</span>
      </Panel>
    </ReactFlow>
  );
}

function nodesOf({ places }: MapLayout): Node[] {
  return [...places].map(([id, position]) => ({
    id,
    position,
    type: 'step',
    data: {},
    width: NODE.width,
    height: NODE.height,
    // Nothing has to be measured: two thousand nodes are placed at once.
    measured: { ...NODE },
    handles: [],
  }));
}

function edgesOf({ edges }: PlanGraph, selected: string | null): Edge[] {
  return edges.map(({ id, from, to, type }) => {
    const relation = to === selected ? 'before' : from === selected ? 'behind' : 'other';
    return {
      id,
      source: from,
      target: to,
      type: 'smoothstep',
      className: `map-edge map-edge-${relation}`,
      zIndex: relation === 'other' ? 0 : 1,
      focusable: false,
      ...(type === 'FS' ? {} : { label: type }),
    };
  });
}

/** A stream's band lies behind its steps and moves with them. */
function Bands({ layout }: { readonly layout: MapLayout }) {
  return (
    <ViewportPortal>
      {layout.bands.map((band) => (
        <div
          className="map-band"
          key={band.name}
          style={{
            transform: `translate(-24px, ${band.y}px)`,
            inlineSize: layout.width + 48,
            blockSize: band.height,
          }}
        >
          <span>{band.name}</span>
        </div>
      ))}
    </ViewportPortal>
  );
}

/** Begins where it can be read, and keeps the selected step in sight. */
function FirstLook({ layout }: { readonly layout: MapLayout }) {
  const flow = useReactFlow();
  const store = useDeskStore();
  const { selected } = useContext(MapRelations);
  const looked = useRef<MapLayout | null>(null);
  useEffect(() => {
    const box = document.getElementById('runsheet')?.getBoundingClientRect();
    if (box === undefined) return;
    if (looked.current !== layout) {
      looked.current = layout;
      const active = store.getState().run?.steps.find((step) => step.state === 'running' || step.need !== null)?.id;
      const first = firstLook(layout, { id: selected ?? active ?? null, width: box.width, height: box.height });
      void flow.setCenter(first.x, first.y, { zoom: first.zoom });
      return;
    }
    const place = selected === null ? undefined : layout.places.get(selected);
    if (place === undefined) return;
    const corner = flow.flowToScreenPosition(place);
    const isIn = corner.x > box.left && corner.x < box.right - 160 && corner.y > box.top && corner.y < box.bottom - 60;
    if (isIn) return;
    const isStill = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const zoom = Math.max(flow.getZoom(), READABLE);
    void flow.setCenter(place.x + NODE.width / 2, place.y + NODE.height / 2, { zoom, duration: isStill ? 0 : 140 });
  }, [selected, layout, flow, store]);
  return null;
}

/** The small map in the corner, in the colours of the states. */
function Colours({ layout }: { readonly layout: MapLayout }) {
  const steps = useDesk((state) => state.run?.steps);
  const tones = useMemo(() => new Map(steps?.map((step) => [step.id as string, stepLook(step).tone])), [steps]);
  const tone = (id: string): StateLook['tone'] => tones.get(id) ?? 'pending';
  // A long plan is a thin strip: the corner map takes its shape.
  const ratio = layout.height / layout.width;
  return (
    <MiniMap
      pannable
      zoomable
      ariaLabel="Overview of the map"
      style={{ width: 176, height: Math.max(44, Math.min(110, 176 * ratio + 20)) }}
      nodeColor={(node) => `var(--state-${tone(node.id)})`}
      nodeStrokeWidth={0}
      maskColor="color-mix(in srgb, var(--surface-inset) 70%, transparent)"
      bgColor="var(--surface-raised)"
    />
  );
}
