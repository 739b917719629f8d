import type { TimeMove } from './use-time-view.ts';

interface GanttLegendProps {
  readonly mode: 'whole' | 'now' | 'moved';
  readonly isOver: boolean;
  onMove(move: TimeMove): void;
}

/** What the marks mean, and the ways through time. */
export function GanttLegend({ mode, isOver, onMove }: GanttLegendProps) {
  return (
    <div className="gantt-foot">
      <ul className="gantt-legend" aria-hidden="true">
        <li data-mark="planned">planned</li>
        <li data-mark="actual">actual</li>
        <li data-mark="projected">projected</li>
        <li data-mark="critical">critical</li>
        <li data-mark="no-return">no return</li>
        <li data-mark="eta">ETA</li>
      </ul>
      <span className="gap" />
      {/* biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a part of a form */}
      <div role="group" aria-label="Time scale" className="gantt-zoom">
        <button
          type="button"
          className="plain-button"
          aria-pressed={mode === 'whole'}
          onClick={() => onMove({ kind: 'fit' })}
          title="Show the whole run (0)"
        >
          Fit
        </button>
        <button
          type="button"
          className="plain-button"
          aria-label="Zoom out"
          title="Zoom out (-)"
          onClick={() => onMove({ kind: 'zoom', factor: 1 / 1.5, anchorX: null })}
        >
          −
        </button>
        <button
          type="button"
          className="plain-button"
          aria-label="Zoom in"
          title="Zoom in (+)"
          onClick={() => onMove({ kind: 'zoom', factor: 1.5, anchorX: null })}
        >
          +
        </button>
        {!isOver && (
          <button
            type="button"
            className="plain-button"
            aria-pressed={mode === 'now'}
            title="Follow the present; moving the bars ends it"
            onClick={() => onMove({ kind: 'follow' })}
          >
            Now
          </button>
        )}
      </div>
    </div>
  );
}
