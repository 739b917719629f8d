import { useRef, useState } from 'react';
import type { StepView } from '../../../../contract/views.ts';
import { useDesk } from '../../../state/desk-context.ts';
import type { RunMirror } from '../../../state/run-mirror.ts';
import { AxisCanvas, BarsCanvas } from './GanttCanvas.tsx';
import { GanttLegend } from './GanttLegend.tsx';
import { GanttRows } from './GanttRows.tsx';
import { GanttTip } from './GanttTip.tsx';
import { useLooks } from './looks.ts';
import { boxesOf, hitOf } from './row-geometry.ts';
import { AXIS, ROW, type Scene } from './scene.ts';
import { shapeOf } from './step-shape.ts';
import { useScene } from './use-scene.ts';
import { useTile } from './use-tile.ts';
import { onTimeKey, useBarsWidth, useWheel } from './use-time-input.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Every step, by stream, in order of the plan; beside it, the same step in time. Only what is in sight exists. */
export function Gantt() {
  const run = useDesk((state) => state.run);
  return run === null ? null : <GanttOf run={run} />;
}

function GanttOf({ run }: { readonly run: RunMirror }) {
  const place = useRef<HTMLDivElement>(null);
  const { scene, looking, frame, rows, selected } = useScene(run);
  const selectInRun = useDesk((state) => state.selectInRun);
  const filter = useDesk((state) => (state.route.screen === 'run' ? state.route.filter : ''));
  const looks = useLooks();
  const tile = useTile(place);
  const [point, setPoint] = useState<Point | null>(null);
  useBarsWidth(place, looking.size);
  useWheel(place, looking.move);
  const press = (y: number) => {
    const row = rows[Math.floor(y / ROW)];
    if (row?.kind === 'step') selectInRun({ stepId: row.step.id, target: null });
  };
  return (
    <div className="gantt">
      <GanttRows
        place={place}
        rows={rows}
        zone={frame.zone}
        selected={selected}
        onKeyDown={(event) => onTimeKey(event, looking.move)}
        axis={scene !== null && <AxisCanvas scene={scene} looks={looks} />}
        bars={
          scene !== null && (
            <BarsCanvas
              scene={scene}
              looks={looks}
              tile={tile}
              onPoint={setPoint}
              onMove={looking.move}
              onPress={press}
            />
          )
        }
      />
      {rows.length === 0 && <p className="quiet">No step matches “{filter}”.</p>}
      {scene !== null && point !== null && <Tip scene={scene} point={point} box={place.current} />}
      <GanttLegend mode={looking.mode} isOver={frame.isOver} onMove={looking.move} />
    </div>
  );
}

function Tip({
  scene,
  point,
  box,
}: {
  readonly scene: Scene;
  readonly point: Point;
  readonly box: HTMLElement | null;
}) {
  const step = stepUnder(scene, point);
  if (step === null || box === null) return null;
  const at = {
    x: point.x + box.clientWidth - scene.view.width,
    y: point.y - box.scrollTop + AXIS,
    boxWidth: box.clientWidth,
    boxHeight: box.clientHeight,
  };
  return <GanttTip step={step} zone={scene.frame.zone} at={at} />;
}

/** The step whose bar or mark is under the pointer. */
export function stepUnder({ rows, view, now }: Pick<Scene, 'rows' | 'view' | 'now'>, { x, y }: Point): StepView | null {
  const at = Math.floor(y / ROW);
  const row = rows[at];
  if (row?.kind !== 'step') return null;
  return hitOf(boxesOf(shapeOf(row.step, now), view), x, y - at * ROW) === null ? null : row.step;
}
