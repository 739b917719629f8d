import type { TimeMove } from '../runsheet/gantt/use-time-view.ts';

interface SeriesFootProps {
  readonly mode: 'whole' | 'now' | 'moved';
  readonly isOver: boolean;
  onMove(move: TimeMove): void;
}

/** What the shapes mean, and the ways through time. */
export function SeriesFoot({ mode, isOver, onMove }: SeriesFootProps) {
  return (
    <div className="gantt-foot">
      <ul className="probe-legend" aria-hidden="true">
        <li data-mark="successful">successful</li>
        <li data-mark="failed">failed</li>
        <li data-mark="inconclusive">inconclusive</li>
        <li data-mark="value">measured</li>
        <li data-mark="t0">T0</li>
        <li data-mark="start">step start</li>
      </ul>
      <span className="gap" />
      {/* biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a part of a form */}
      <div role="group" aria-label="Time scale" className="gantt-zoom">
        <FootButton
          name="Fit"
          title="Show the whole run (0)"
          pressed={mode === 'whole'}
          onPress={() => onMove({ kind: 'fit' })}
        />
        <FootButton name="−" label="Zoom out" title="Zoom out (-)" onPress={() => onMove(zoomBy(1 / 1.5))} />
        <FootButton name="+" label="Zoom in" title="Zoom in (+)" onPress={() => onMove(zoomBy(1.5))} />
        {!isOver && (
          <FootButton
            name="Now"
            title="Follow the present"
            pressed={mode === 'now'}
            onPress={() => onMove({ kind: 'follow' })}
          />
        )}
      </div>
    </div>
  );
}

function zoomBy(factor: number): TimeMove {
  return { kind: 'zoom', factor, anchorX: null };
}

interface FootButtonProps {
  readonly name: string;
  readonly label?: string;
  readonly title: string;
  readonly pressed?: boolean;
  onPress(): void;
}

function FootButton({ name, label = name, title, pressed, onPress }: FootButtonProps) {
  return (
    <button
      type="button"
      className="plain-button"
      aria-label={label}
      aria-pressed={pressed}
      title={title}
      onClick={onPress}
    >
      {name}
    </button>
  );
}
