import type { StepView } from '../../../../contract/views.ts';
import { StateMark } from '../../../ui/StateMark.tsx';
import { stepLook } from '../../../ui/state-words.ts';
import { timeFacts } from './step-sentence.ts';

interface GanttTipProps {
  readonly step: StepView;
  readonly zone: string;
  /** In the box of the bars; it opens to the side where there is room. */
  readonly at: { readonly x: number; readonly y: number; readonly boxWidth: number; readonly boxHeight: number };
}

/** The times behind a bar. Its row says the same to those who hear the screen. */
export function GanttTip({ step, zone, at }: GanttTipProps) {
  const isRight = at.x > at.boxWidth - 260;
  const isLow = at.y > at.boxHeight - 150;
  const place = {
    ...(isRight ? { insetInlineEnd: at.boxWidth - at.x + 12 } : { insetInlineStart: at.x + 14 }),
    ...(isLow ? { insetBlockEnd: at.boxHeight - at.y + 10 } : { insetBlockStart: at.y + 16 }),
  };
  return (
    <div className="gantt-tip" style={place} aria-hidden="true">
      <strong>
        {step.index + 1} {step.title}
      </strong>
      <StateMark look={stepLook(step)} />
      <dl>
        {timeFacts(step, zone).map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="figures">{text}</dd>
          </div>
        ))}
      </dl>
      {step.pointOfNoReturn && <span>◆ point of no return</span>}
      {step.stateReason !== null && <span className="dim">{step.stateReason}</span>}
    </div>
  );
}
