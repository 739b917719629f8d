import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { StepDetail } from '../../../contract/step-detail.ts';
import { measuredDuration } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { stateLooks } from '../../ui/state-words.ts';
import { OutputView } from '../output/OutputView.tsx';
import { TransferLine } from './TransferLine.tsx';
import {
  isTrouble,
  matchingTargets,
  type TargetGroup,
  type TargetLine,
  type TargetSort,
  targetGroups,
  targetLines,
} from './target-groups.ts';

const ROW = 26;
/** A list this short needs neither folding nor filtering. */
const SHORT = 12;

/** Each target's own result stands alone; the chosen one's output runs below. Trouble comes first. */
export function TargetsTab({ detail }: { readonly detail: StepDetail }) {
  const lookAtFailures = useDesk((state) => state.lookAtFailures);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another detail may hold other failures
  useEffect(lookAtFailures, [detail, lookAtFailures]);
  return (
    <>
      <TargetList detail={detail} />
      <TerminalButton detail={detail} />
      <OutputView detail={detail} />
    </>
  );
}

/** By hand, on the target that is looked at: only where there is a host, and while the run is open. */
function TerminalButton({ detail }: { readonly detail: StepDetail }) {
  const shown = useDesk((state) => state.outputOf?.target ?? null);
  const isOffered = useDesk(({ run }) => run?.header.mode === 'live' && run.header.endedAt === null);
  const kind = useDesk(({ run, route }) =>
    route.screen === 'run' ? (run?.steps.find((one) => one.id === route.stepId)?.kind ?? null) : null,
  );
  const stepId = useDesk((state) => (state.route.screen === 'run' ? state.route.stepId : null));
  const wishTerminal = useDesk((state) => state.wishTerminal);
  const target = shown ?? detail.targets[0]?.name ?? null;
  if (!isOffered || target === null || kind === 'http') return null;
  return (
    <div className="target-acts">
      <button type="button" className="plain-button" onClick={() => wishTerminal({ target, stepId })}>
        Open terminal on {target}…
      </button>
    </div>
  );
}

function TargetList({ detail }: { readonly detail: StepDetail }) {
  const place = useRef<HTMLDivElement>(null);
  const lastLines = useDesk((state) => state.lastLines);
  const [filter, setFilter] = useState('');
  const [sort, setSort] = useState<TargetSort>('trouble');
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const isLong = detail.targets.length > SHORT;
  const lines = useMemo(() => {
    const shown = matchingTargets(detail.targets, filter, (state) => stateLooks[state].word);
    // Short lists stand open; of long ones a single kind of trouble does. What a person turned stays turned.
    const isOpen = (group: TargetGroup) => turned.has(group.key) !== (!isLong || filter !== '');
    return targetLines(targetGroups(shown, lastLines), { sort, isOpen });
  }, [detail.targets, filter, lastLines, sort, turned, isLong]);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => place.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const turn = (key: string) => {
    const next = new Set(turned);
    if (!next.delete(key)) next.add(key);
    setTurned(next);
  };
  return (
    <>
      {isLong && <TargetTools filter={filter} sort={sort} onFilter={setFilter} onSort={setSort} />}
      <div
        className="target-list"
        ref={place}
        style={{ maxBlockSize: `min(38%, ${Math.max(1, lines.length) * ROW + 2}px)` }}
      >
        {lines.length === 0 && <p className="quiet">No target matches “{filter}”.</p>}
        <ul aria-label="Targets" style={{ blockSize: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map((row) => {
            const line = lines[row.index];
            if (line === undefined) return null;
            return (
              <li key={keyOf(line)} className="target-row" style={{ transform: `translateY(${row.start}px)` }}>
                {line.kind === 'group' ? <GroupRow line={line} onTurn={turn} /> : <TargetRow line={line} />}
              </li>
            );
          })}
        </ul>
      </div>
    </>
  );
}

function keyOf(line: TargetLine): string {
  return line.kind === 'group' ? `group ${line.group.key}` : line.target.name;
}

interface TargetToolsProps {
  readonly filter: string;
  readonly sort: TargetSort;
  onFilter(filter: string): void;
  onSort(sort: TargetSort): void;
}

const sorts: readonly (readonly [TargetSort, string])[] = [
  ['trouble', 'trouble first'],
  ['name', 'by name'],
  ['time', 'slowest first'],
];

function TargetTools({ filter, sort, onFilter, onSort }: TargetToolsProps) {
  return (
    <div className="target-tools">
      <input
        className="filter"
        type="search"
        aria-label="Filter targets"
        placeholder="filter targets"
        value={filter}
        onChange={(event) => onFilter(event.currentTarget.value)}
      />
      <select
        className="small-select"
        aria-label="Order of the targets"
        value={sort}
        onChange={(event) => onSort(sorts.find(([key]) => key === event.currentTarget.value)?.[0] ?? 'trouble')}
      >
        {sorts.map(([key, name]) => (
          <option value={key} key={key}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The same failure on many targets, once. */
function GroupRow({
  line: { group, isOpen },
  onTurn,
}: {
  readonly line: Extract<TargetLine, { kind: 'group' }>;
  onTurn(key: string): void;
}) {
  const { members, cause, exitCode, state } = group;
  return (
    <button
      type="button"
      className="target-group"
      aria-expanded={isOpen}
      title={[cause, members.map((target) => target.name).join(', ')].filter(Boolean).join(' · ')}
      onClick={() => onTurn(group.key)}
    >
      <StateMark look={stateLooks[state]} />
      <strong className="figures">
        {isOpen ? '▾' : '▸'} {members.length} targets
      </strong>
      <span className={isTrouble(state) ? 'clip code' : 'clip dim'}>{cause}</span>
      <span className="figures">{exitCode === null ? '' : `exit ${exitCode}`}</span>
    </button>
  );
}

function TargetRow({ line: { target, isInGroup } }: { readonly line: Extract<TargetLine, { kind: 'target' }> }) {
  const shown = useDesk((state) => state.outputOf?.target ?? null);
  const selectInRun = useDesk((state) => state.selectInRun);
  const stepId = useDesk((state) => (state.route.screen === 'run' ? state.route.stepId : null));
  const isSending = useDesk((state) =>
    state.transfers.some((one) => one.stepId === stepId && one.target === target.name),
  );
  // The group's line has said the cause already.
  const reason = isInGroup ? null : target.reason;
  return (
    <button
      type="button"
      aria-current={target.name === shown}
      data-in-group={isInGroup}
      title={[target.name, target.address, target.reason].filter((part) => part !== null).join(' · ')}
      onClick={() => selectInRun({ target: target.name })}
    >
      <StateMark look={stateLooks[target.state]} />
      <TargetName name={target.name} isAlone={reason === null && !isSending} />
      {reason !== null && <span className="clip dim">{reason}</span>}
      {stepId !== null && <TransferLine stepId={stepId} target={target.name} />}
      {!isSending && (
        <>
          <span className="figures">{target.exitCode === null ? '' : `exit ${target.exitCode}`}</span>
          <span className="figures dim">{target.durationMs === null ? '' : measuredDuration(target.durationMs)}</span>
        </>
      )}
    </button>
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
