import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { useDesk } from '../../../state/desk-context.ts';
import { StateMark } from '../../../ui/StateMark.tsx';
import { stepLook } from '../../../ui/state-words.ts';
import { TargetCount } from '../TargetCount.tsx';
import { useMapRelations } from './map-relations.ts';

/** One step on the map. It reads its own state, so that a change repaints this node and nothing else. */
export const StepNode = memo(function StepNode({ id }: NodeProps) {
  const step = useDesk((state) => state.run?.steps.find((one) => one.id === id));
  const relation = useMapRelations(id);
  if (step === undefined) return null;
  const look = stepLook(step);
  return (
    <div className="map-node" id={`map-${id}`} data-look={look.tone} data-relation={relation} title={step.title}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span className="map-title">
        <StateMark look={look} shapeOnly />
        <span className="dim figures">{step.index + 1}</span>
        <span className="clip strong">{step.title}</span>
        {step.pointOfNoReturn && (
          <abbr className="no-return" title="Point of no return">
            ◆
          </abbr>
        )}
      </span>
      <span className="map-facts">
        <span data-tone={look.tone} className="state">
          {look.word}
        </span>
        <span className="clip dim">{step.responsible}</span>
        <span className="figures">
          <TargetCount step={step} />
        </span>
      </span>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
});
