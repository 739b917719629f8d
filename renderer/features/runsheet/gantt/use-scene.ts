import { useMemo } from 'react';
import type { RunHeader } from '../../../../contract/views.ts';
import { useDesk } from '../../../state/desk-context.ts';
import type { RunMirror } from '../../../state/run-mirror.ts';
import { useScenarioNow } from '../../../state/use-scenario-now.ts';
import { runsheetRows } from '../runsheet-rows.ts';
import { arrowsOf } from './arrows.ts';
import { criticalSteps } from './critical-path.ts';
import { type Frame, frameOf, type Scene } from './scene.ts';
import { extentOf, usualLength } from './step-shape.ts';
import type { Extent } from './time-view.ts';
import { useTimeView } from './use-time-view.ts';

/** What is to be drawn now, and the ways to move through it. `scene` is null until the width is known. */
export function useScene({ steps, header }: RunMirror) {
  const filter = useDesk((state) => (state.route.screen === 'run' ? state.route.filter : ''));
  const selected = useDesk((state) => (state.route.screen === 'run' ? state.route.stepId : null));
  const now = useScenarioNow();
  const rows = useMemo(() => runsheetRows(steps, filter), [steps, filter]);
  const critical = useMemo(() => criticalSteps(steps), [steps]);
  const arrows = useMemo(() => arrowsOf(rows, selected), [rows, selected]);
  const usualMs = useMemo(() => usualLength(steps), [steps]);
  const frame = useFrame(header);
  const present = header.startedAt === null || frame.isOver ? null : now;
  const extent = useExtent(steps, [frame.t0, frame.window?.from ?? null, frame.window?.to ?? null], present);
  const span = useExtent(steps, [frame.t0], present);
  const world = useMemo(
    () => ({ extent, run: span, now, usualMs, isOver: frame.isOver }),
    [extent, span, now, usualMs, frame.isOver],
  );
  const looking = useTimeView(world);
  const { view } = looking;
  const scene = useMemo(
    (): Scene | null => (view === null ? null : { rows, view, now, selected, critical, arrows, frame }),
    [rows, view, now, selected, critical, arrows, frame],
  );
  return { scene, looking, frame, rows, selected };
}

/** The same object while nothing of it changed: most patches of the header do not touch it. */
function useFrame(header: RunHeader): Frame {
  const { t0, window, isOver, zone } = frameFigures(header);
  const [from, to] = window;
  return useMemo(
    () => ({ t0, zone, isOver, window: from === null || to === null ? null : { from, to } }),
    [t0, zone, isOver, from, to],
  );
}

function frameFigures(header: RunHeader) {
  const frame = frameOf(header);
  return { ...frame, window: [frame.window?.from ?? null, frame.window?.to ?? null] as const };
}

function useExtent(steps: RunMirror['steps'], frame: readonly (number | null)[], now: number | null): Extent {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the figures of the frame, not the array that holds them
  const still = useMemo(() => extentOf(steps, frame), [steps, ...frame]);
  const from = now === null ? still.from : Math.min(still.from, now);
  const to = now === null ? still.to : Math.max(still.to, now);
  return useMemo(() => ({ from, to }), [from, to]);
}
