import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { StepDetail } from '../../../contract/views.ts';
import { measuredDuration } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { stateLooks } from '../../ui/state-words.ts';
import { OutputView } from '../output/OutputView.tsx';

const ROW = 26;

/** Each target's own result stands alone; the chosen one's output runs below. Trouble comes first. */
export function TargetsTab({ detail }: { readonly detail: StepDetail }) {
  return (
    <>
      <TargetList detail={detail} />
      <OutputView detail={detail} />
    </>
  );
}

function TargetList({ detail }: { readonly detail: StepDetail }) {
  const place = useRef<HTMLDivElement>(null);
  const shown = useDesk((state) => state.outputOf?.target ?? null);
  const selectInRun = useDesk((state) => state.selectInRun);
  const targets = [...detail.targets].sort((a, b) => weight(a.state) - weight(b.state));
  const rows = useVirtualizer({
    count: targets.length,
    getScrollElement: () => place.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  return (
    <div className="target-list" ref={place} style={{ maxBlockSize: `min(38%, ${targets.length * ROW + 2}px)` }}>
      <ul aria-label="Targets" style={{ blockSize: rows.getTotalSize(), position: 'relative' }}>
        {rows.getVirtualItems().map((row) => {
          const target = targets[row.index];
          if (target === undefined) return null;
          return (
            <li key={target.name} className="target-row" style={{ transform: `translateY(${row.start}px)` }}>
              <button
                type="button"
                aria-current={target.name === shown}
                title={[target.name, target.address, target.reason].filter((part) => part !== null).join(' · ')}
                onClick={() => selectInRun({ target: target.name })}
              >
                <StateMark look={stateLooks[target.state]} />
                <TargetName name={target.name} isAlone={target.reason === null} />
                {target.reason !== null && <span className="clip dim">{target.reason}</span>}
                <span className="figures">{target.exitCode === null ? '' : `exit ${target.exitCode}`}</span>
                <span className="figures dim">
                  {target.durationMs === null ? '' : measuredDuration(target.durationMs)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const TAIL = 8;

/** Hosts of one kind differ at the end of their names: what must give way is the middle. */
function TargetName({ name, isAlone }: { readonly name: string; readonly isAlone: boolean }) {
  return (
    <span className="code target-name" data-alone={isAlone}>
      <span className="clip">{name.slice(0, -TAIL)}</span>
      <span>{name.slice(-TAIL)}</span>
    </span>
  );
}

const heavy = ['indeterminate', 'failed', 'timed-out', 'out-of-contact', 'running', 'verifying', 'starting', 'pending'];

function weight(state: string): number {
  const at = heavy.indexOf(state);
  return at === -1 ? heavy.length : at;
}
